package import Accounts
import Crypto
package import Encodings
package import Keys

/// Seals what a token says and opens it again.
///
/// Layout: version (1), purpose (1), partition (1), key id (4), salt (32), ciphertext, tag (16), as base64. Version,
/// purpose, key id and partition are the associated data; the key follows from the salt, so it is used for one message
/// only.
package struct TokenSealer: Sendable {
    /// Longest token in characters.
    package static let maximumCount = 4_096
    private static let version: UInt8 = 1
    private static let headerCount = 7
    package static let saltCount = 32
    /// Bytes around the message.
    package static let overhead = headerCount + saltCount + SealedBox.tagCount
    /// Most bytes of a message whose token is not too long.
    package static let maximumMessageCount = maximumCount / 4 * 3 - overhead

    package let keyRing: KeyRing

    package init(keyRing: KeyRing) { self.keyRing = keyRing }

    /// A token as it was sealed, with the secret access key that follows from the same salt.
    package struct Sealed {
        package let token: String
        package let key: TokenKey
    }

    /// What a token says.
    package struct Opened {
        package let message: [UInt8]
        package let partition: Partition
        package let salt: [UInt8]
        package let key: TokenKey
    }

    /// Seals `message`; nil when it is too long or the library refuses.
    package func seal(
        _ message: [UInt8], _ purpose: TokenPurpose, partition: Partition, salt: [UInt8]
    ) -> Sealed? {
        guard message.count <= Self.maximumMessageCount, salt.count == Self.saltCount else { return nil }
        let key = keyRing.sealingKey
        let header = Self.header(purpose, partition: partition, keyID: key.id)
        var output: [UInt8] = []
        output.reserveCapacity(message.count + Self.overhead)
        output.append(contentsOf: header)
        output.append(contentsOf: salt)
        let tokenKey = key.tokenKey(purpose, salt: salt[...])
        guard SealedBox.seal(message, key: tokenKey, authenticating: header, appendingTo: &output) else { return nil }
        return Sealed(token: purpose.base64.encode(output), key: key)
    }

    private static func header(_ purpose: TokenPurpose, partition: Partition, keyID: UInt32) -> [UInt8] {
        [
            version, purpose.rawValue, partition.rawValue, UInt8(truncatingIfNeeded: keyID >> 24),
            UInt8(truncatingIfNeeded: keyID >> 16), UInt8(truncatingIfNeeded: keyID >> 8),
            UInt8(truncatingIfNeeded: keyID),
        ]
    }

    /// Opens a token; nil when it is too long, for another purpose, under an unknown or retired key, or changed
    /// anywhere.
    package func open(_ token: String, _ purpose: TokenPurpose, at instant: Timestamp) -> Opened? {
        guard token.utf8.count <= Self.maximumCount, let bytes = purpose.base64.decode(token),
            bytes.count >= Self.overhead, bytes[0] == Self.version, bytes[1] == purpose.rawValue,
            let partition = Partition(rawValue: bytes[2])
        else { return nil }
        let id = bytes[3..<7].reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
        guard let key = keyRing.openingKey(id, at: instant) else { return nil }
        let salt = bytes[Self.headerCount..<(Self.headerCount + Self.saltCount)]
        let header = Self.header(purpose, partition: partition, keyID: id)
        guard
            let message = SealedBox.open(
                bytes[(Self.headerCount + Self.saltCount)...], key: key.tokenKey(purpose, salt: salt),
                authenticating: header)
        else { return nil }
        return Opened(message: message, partition: partition, salt: Array(salt), key: key)
    }
}
