import CXMLSec

/// Hashes of bytes.
package enum Digest {
    /// SHA-256.
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] { digest(bytes, EVP_sha256(), size: 32) }

    /// SHA-1, for names that standards define with it; never for a signature.
    package static func sha1(_ bytes: [UInt8]) -> [UInt8] { digest(bytes, EVP_sha1(), size: 20) }

    /// Lower-case hexadecimal.
    package static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func digest(_ bytes: [UInt8], _ algorithm: OpaquePointer?, size: Int) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: size)
        let status = EVP_Digest(bytes, bytes.count, &result, nil, algorithm, nil)
        precondition(status == 1, "OpenSSL has no SHA")
        return result
    }
}
