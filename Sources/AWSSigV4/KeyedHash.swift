import Crypto
import Encodings

/// HMAC-SHA-256 (RFC 2104) with a key that is taken in once, for many messages.
///
/// What the hash makes of the key is in memory that is zeroed when the last copy is released.
struct KeyedHash: Sendable {
    private let inner: SHA256
    private let outer: SHA256

    /// - Parameter key: a code, which is shorter than a block of the hash.
    init(_ key: HMAC<SHA256>.MAC) {
        inner = Self.begin(key, 0x36)
        outer = Self.begin(key, 0x5C)
    }

    private static func begin(_ key: HMAC<SHA256>.MAC, _ pad: UInt8) -> SHA256 {
        withUnsafeTemporaryAllocation(byteCount: SHA256.blockByteCount, alignment: 1) { block in
            defer { Zeroing.zero(block) }
            block.initializeMemory(as: UInt8.self, repeating: pad)
            key.withUnsafeBytes { for (index, byte) in $0.prefix(block.count).enumerated() { block[index] ^= byte } }
            var hash = SHA256()
            hash.update(bufferPointer: UnsafeRawBufferPointer(block))
            return hash
        }
    }

    /// The code of a message.
    func code(of message: [UInt8]) -> SHA256Digest {
        var (inner, outer) = (inner, outer)
        message.withUnsafeBytes { inner.update(bufferPointer: $0) }
        inner.finalize().withUnsafeBytes { outer.update(bufferPointer: $0) }
        return outer.finalize()
    }
}

extension SHA256 {
    /// The digest of bytes in lower-case hexadecimal.
    static func hexadecimal(of bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return hash.finalize().withUnsafeBytes { Hexadecimal.encode($0) }
    }
}
