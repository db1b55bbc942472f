import Crypto
import Encodings

/// The payload of a request: its bytes, the SHA-256 hash that somebody else took of them, or what the request declares of
/// them.
public struct Payload: Hashable, Sendable {
    private enum Storage: Hashable, Sendable {
        case bytes([UInt8])
        case digest([UInt8])
        case declared([UInt8])
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

    /// Creates a payload that goes to somebody else: only what the request declares of it is known.
    ///
    /// A signature over the declaration says nothing of what comes: whoever gets the payload has to compare the two.
    ///
    /// - Parameter declaration: The value of `x-amz-content-sha256`: a SHA-256 hash in lower-case hexadecimal,
    ///   `UNSIGNED-PAYLOAD`, or the name of a streaming form (`STREAMING-…`).
    /// - Returns: `nil` for anything else.
    public init?(declared declaration: String) {
        if case .malformed = PayloadHash(declaration) { return nil }
        storage = .declared(Array(declaration.utf8))
    }

    /// The last line of a canonical request: the SHA-256 hash in lower-case hexadecimal, or what is declared in its place.
    var canonicalHash: [UInt8] {
        switch storage {
        case .bytes(let bytes) where bytes.isEmpty: Payload.hashOfNothing
        case .bytes(let bytes): SHA256.hexadecimal(of: bytes)
        case .digest(let digest): Hexadecimal.encode(digest)
        case .declared(let declaration): declaration
        }
    }

    private static let hashOfNothing = SHA256.hexadecimal(of: [])
}
