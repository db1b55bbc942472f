import Crypto
import Encodings

extension SHA256 {
    /// The digest of bytes in lower-case hexadecimal; not by `hash(data:)`, whose generic code takes longer than a block of the hash.
    static func hexadecimal(of bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return hash.finalize().withUnsafeBytes { Hexadecimal.encode($0) }
    }
}
