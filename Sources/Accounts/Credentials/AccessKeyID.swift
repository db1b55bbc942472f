public import Encodings

/// Access key ids of temporary credentials: `ASIA` and 16 characters of base32 that hold the account, as AWS lays them
/// out.
///
/// Of the first 48 bits the top one is set, the next 40 are the account's number and seven are random, as are the last
/// 32.
public enum AccessKeyID {
    /// Number of random bytes in an id.
    package static let entropyCount = 5

    /// The id for an account and five random bytes (39 bits of them are used).
    package static func temporary(account: AccountID, entropy: [UInt8]) -> String {
        make("ASIA", account, entropy)
    }

    /// A new id of a long-term key, `AKIA…`.
    public static func longTerm(account: AccountID, _ random: any RandomSource) -> String {
        make("AKIA", account, random.bytes(entropyCount))
    }

    private static func make(_ prefix: StaticString, _ account: AccountID, _ entropy: [UInt8]) -> String {
        let random = entropy.prefix(entropyCount).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        let head: UInt64 = 1 << 47 | account.number << 7 | (random >> 32 & 0x7F)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(10)
        for shift in stride(from: 40, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: head >> UInt64(shift)))
        }
        for shift in stride(from: 24, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: random >> UInt64(shift)))
        }
        return Base32.encode(bytes, count: 16, prefix: prefix)
    }

    /// The account that an access key id (`ASIA…`, `AKIA…`) belongs to; nil when the text is no such id.
    public static func account(of id: String) -> AccountID? {
        let text = id.utf8
        guard text.count == 20, text.starts(with: "ASIA".utf8) || text.starts(with: "AKIA".utf8),
            let bytes = Base32.decode(text.dropFirst(4)), bytes.count == 10
        else { return nil }
        let head = bytes.prefix(6).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        return AccountID(number: head >> 7 & 0xFF_FFFF_FFFF)
    }
}
