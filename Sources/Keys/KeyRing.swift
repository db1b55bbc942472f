internal import Crypto
public import Encodings
public import Foundation

/// The keys under which tokens are sealed and opened, and the keys for what a store keeps secret.
///
/// A ring is a value: rotating and retiring give a new ring, and whoever holds the old one goes on with it until it is
/// replaced.
public struct KeyRing: Sendable, CustomStringConvertible, CustomReflectable {
    /// The longest life of a session in seconds (36 hours): a key that no longer seals opens that long.
    public static let longestSession: Int64 = 129_600

    /// The key that seals first, then those that only open.
    let tokenKeys: [TokenKey]
    /// The key that seals first, then those under which older records are sealed.
    let storageKeys: [StorageKey]

    init(tokenKeys: [TokenKey], storageKeys: [StorageKey]) throws(ConfigurationError) {
        guard !tokenKeys.isEmpty, !storageKeys.isEmpty else { throw ConfigurationError("key ring", "holds no key") }
        guard tokenKeys[0].opensUntil == nil else { throw ConfigurationError("key ring", "holds no key that seals") }
        guard tokenKeys.dropFirst().allSatisfy({ $0.opensUntil != nil }) else {
            throw ConfigurationError("key ring", "holds more than one key that seals")
        }
        guard Set(tokenKeys.map(\.id)).count == tokenKeys.count, Set(storageKeys.map(\.id)).count == storageKeys.count
        else {
            throw ConfigurationError("key ring", "holds two keys with one id")
        }
        self.tokenKeys = tokenKeys
        self.storageKeys = storageKeys
    }

    /// A new ring with one token key and one storage key.
    public init(generatedAt instant: Date, random: some RandomSource = SystemRandomSource()) {
        let created = Timestamp(roundingDown: instant)
        self.tokenKeys = [Self.makeTokenKey(created, random, besides: [])]
        self.storageKeys = [
            StorageKey(id: Self.freshID(random, besides: []), created: created, material: Self.makeMaterial(random))
        ]
    }

    private static func makeTokenKey(
        _ created: Timestamp, _ random: some RandomSource, besides keys: [TokenKey]
    ) -> TokenKey {
        let id = freshID(random, besides: keys.map(\.id))
        return TokenKey(id: id, created: created, opensUntil: nil, material: makeMaterial(random))
    }

    private static func freshID(_ random: some RandomSource, besides ids: [UInt32]) -> UInt32 {
        var id = random.bytes(4).reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
        while ids.contains(id) { id &+= 1 }
        return id
    }

    private static func makeMaterial(_ random: some RandomSource) -> SymmetricKey {
        var bytes = random.bytes(32)
        defer { bytes.withUnsafeMutableBytes { Zeroing.zero($0) } }
        return SymmetricKey(data: bytes)
    }

    /// The ring with a new token key that seals; the others open until sessions under them are over, those that are
    /// over are dropped.
    public func rotated(at instant: Date, random: some RandomSource = SystemRandomSource()) throws(ConfigurationError)
        -> KeyRing
    {
        let now = Timestamp(roundingDown: instant)
        let end = now.advanced(bySeconds: Self.longestSession)
        let older = tokenKeys.filter { $0.opens(at: now) }.map { key in
            TokenKey(id: key.id, created: key.created, opensUntil: key.opensUntil ?? end, material: key.material)
        }
        let fresh = Self.makeTokenKey(now, random, besides: tokenKeys)
        return try KeyRing(tokenKeys: [fresh] + older, storageKeys: storageKeys)
    }

    /// The ring without the key with this id: whatever is sealed under it is worth nothing from now on.
    ///
    /// Throws `ConfigurationError` when there is no such key, and for a key that seals: rotate first.
    public func retiring(keyID: String) throws(ConfigurationError) -> KeyRing {
        guard keyIDs.contains(keyID) else { throw ConfigurationError("key ring", "holds no key \(keyID.cut(to: 40))") }
        guard Self.text(tokenKeys[0].id) != keyID else {
            throw ConfigurationError("key \(keyID)", "seals; rotate the ring, then retire it")
        }
        guard Self.text(storageKeys[0].id) != keyID else {
            throw ConfigurationError("key \(keyID)", "seals the secrets in the data directory; it can't be retired")
        }
        return try KeyRing(
            tokenKeys: tokenKeys.filter { Self.text($0.id) != keyID },
            storageKeys: storageKeys.filter { Self.text($0.id) != keyID })
    }

    /// Ids of the token keys, then of the storage keys, each time first the one that seals: eight hexadecimal digits.
    public var keyIDs: [String] { tokenKeys.map { Self.text($0.id) } + storageKeys.map { Self.text($0.id) } }

    /// The id of a storage key that another ring has and this one lacks.
    package func missingStorageKey(of other: KeyRing) -> String? {
        other.storageKeys.first { key in !storageKeys.contains { $0.id == key.id } }.map { Self.text($0.id) }
    }

    /// How many keys there are and which one seals, for the log.
    public var summary: String {
        "\(tokenKeys.count) token \(tokenKeys.count == 1 ? "key" : "keys"), signs with \(Self.text(tokenKeys[0].id)); "
            + "\(storageKeys.count) storage \(storageKeys.count == 1 ? "key" : "keys")"
    }

    static func text(_ id: UInt32) -> String { Hexadecimal.text(id) }

    /// The key that seals tokens.
    package var sealingKey: TokenKey { tokenKeys[0] }

    /// The key with this id, when tokens under it still open.
    package func openingKey(_ id: UInt32, at instant: Timestamp) -> TokenKey? {
        tokenKeys.first { $0.id == id && $0.opens(at: instant) }
    }

    /// Ids alone.
    public var description: String { "KeyRing(\(keyIDs.joined(separator: ", ")))" }

    /// Ids alone: `dump` shows no key either.
    public var customMirror: Mirror { Mirror(self, children: ["keyIDs": keyIDs]) }
}
