internal import Crypto
import Encodings
internal import Foundation

/// The JSON form of a key ring.
struct KeyRingDocument: Codable {
    struct Key: Codable {
        /// Eight hexadecimal digits.
        var id: String
        /// Milliseconds since 1970.
        var created: Int64
        /// Milliseconds since 1970; absent for the key that seals.
        var opensUntil: Int64?
        /// 32 bytes in base64.
        var material: String
    }

    static let currentVersion = 1

    var version: Int
    var tokenKeys: [Key]
    var storageKeys: [Key]
}

extension KeyRingDocument.Key {
    /// The id as a number and the key; throws `ConfigurationError` without showing either.
    func decoded() throws(ConfigurationError) -> (id: UInt32, material: SymmetricKey) {
        guard id.utf8.count == 8, let number = UInt32(id, radix: 16) else {
            throw ConfigurationError("key ring", "the id of a key is not eight hexadecimal digits")
        }
        guard var bytes = Base64.standard.decode(material), bytes.count == 32 else {
            throw ConfigurationError("key \(id)", "its material is not 32 bytes in base64")
        }
        defer { bytes.withUnsafeMutableBytes { Zeroing.zero($0) } }
        return (number, SymmetricKey(data: bytes))
    }
}
