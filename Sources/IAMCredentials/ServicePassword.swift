import Crypto
package import Encodings
import Foundation

/// A random password for one service, which is shown once.
///
/// It is too long to be guessed, so that a plain hash of it is kept.
package struct ServicePassword: Sendable, CustomStringConvertible, CustomReflectable {
    private static let count = 32

    /// The password.
    package let text: String
    /// SHA-256 of it.
    package let digest: [UInt8]

    /// Makes a password.
    package init(_ random: any RandomSource) {
        text = Base64.standard.encode(random.bytes(Self.count))
        digest = Array(SHA256.hash(data: Array(text.utf8)))
    }

    /// Says nothing of the password.
    package var description: String { "ServicePassword(redacted)" }

    /// Shows nothing of it either.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
