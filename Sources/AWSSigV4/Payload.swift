import Crypto
import Encodings

/// The payload of a request: its bytes, or the SHA-256 hash that somebody else took of them.
public struct Payload: Hashable, Sendable {
    private enum Storage: Hashable, Sendable {
        case bytes([UInt8])
        case digest([UInt8])
    }

    private let storage: Storage

    /// A payload of no bytes.
    public static let empty = Payload([])

    /// Creates a payload from its bytes.
    ///
    /// They are hashed only when a signature asks for it.
    public init(_ bytes: [UInt8]) {
        storage = .bytes(bytes)
    }

    /// Creates a payload of which only the hash is known.
    ///
    /// - Parameter sha256: The 32 bytes of the SHA-256 hash of the payload.
    /// - Returns: `nil` unless there are exactly 32 bytes.
    public init?(sha256: [UInt8]) {
        guard sha256.count == SHA256.byteCount else { return nil }
        storage = .digest(sha256)
    }

    /// The SHA-256 hash of the payload in lower-case hexadecimal, 64 bytes of ASCII.
    var hexadecimalHash: [UInt8] {
        switch storage {
        case .bytes(let bytes) where bytes.isEmpty: Payload.hashOfNothing
        case .bytes(let bytes): Hexadecimal.encode(SHA256.hash(data: bytes))
        case .digest(let digest): Hexadecimal.encode(digest)
        }
    }

    private static let hashOfNothing = Hexadecimal.encode(SHA256.hash(data: [UInt8]()))
}
