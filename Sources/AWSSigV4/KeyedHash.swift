import Crypto

/// HMAC-SHA-256 (RFC 2104) with a key that is taken in once, for many messages.
///
/// What the hash makes of the key is in memory that is zeroed when the last copy is released.
struct KeyedHash: Sendable {
    private let state: HMAC<SHA256>

    init(_ key: HMAC<SHA256>.MAC) { state = HMAC(key: SymmetricKey(data: key)) }

    /// The code of a message.
    func code(of message: [UInt8]) -> HMAC<SHA256>.MAC {
        var hash = state
        hash.update(data: message)
        return hash.finalize()
    }
}
