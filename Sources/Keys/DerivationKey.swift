internal import Crypto

/// A pseudorandom key from which further keys are expanded, kept as the state of an HMAC that has taken the key in:
/// each expansion is then three blocks of SHA-256 rather than five, and no key is prepared anew.
struct DerivationKey: Sendable {
    private let state: HMAC<SHA256>

    init(_ key: SymmetricKey) { state = HMAC<SHA256>(key: key) }

    /// HKDF-Expand of RFC 5869 for 32 bytes, which is its first block: HMAC(key, info || 0x01).
    func expand(_ info: some Sequence<UInt8>) -> HMAC<SHA256>.MAC {
        var hmac = state
        var input: [UInt8] = []
        input.reserveCapacity(64)
        input.append(contentsOf: info)
        input.append(0x01)
        hmac.update(data: input)
        return hmac.finalize()
    }
}
