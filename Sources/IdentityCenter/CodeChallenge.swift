import Crypto
import Encodings
import Foundation

/// The digest of what a program keeps to itself until it redeems its code (RFC 7636, S256).
struct CodeChallenge: Hashable, Sendable {
    private static let count = 43

    /// 43 characters of base64.
    let text: String

    /// Reads it; nil for anything but a SHA-256 in base64 for URLs.
    init?(_ text: String) {
        guard text.utf8.count == Self.count, Base64.url.decode(text)?.count == 32 else { return nil }
        self.text = text
    }

    /// Whether a verifier, of 43 to 128 unreserved characters, has this digest.
    func isMet(by verifier: String) -> Bool {
        guard (43...128).contains(verifier.utf8.count), verifier.utf8.allSatisfy(Self.isUnreserved) else {
            return false
        }
        let digest = Base64.url.encode(Array(SHA256.hash(data: Data(verifier.utf8))))
        return ConstantTime.areEqual(digest.utf8, text.utf8)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        ASCII.isLetterOrDigit(byte) || "-._~".utf8.contains(byte)
    }
}
