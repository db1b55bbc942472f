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
}
