import CXMLSec

/// Hashes of bytes.
package enum Digest {
    /// SHA-256.
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: 32)
        let status = EVP_Digest(bytes, bytes.count, &result, nil, EVP_sha256(), nil)
        precondition(status == 1, "OpenSSL has no SHA-256")
        return result
    }

    /// Lower-case hexadecimal.
    package static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
