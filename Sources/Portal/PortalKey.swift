import Crypto
package import Encodings
import Foundation

/// What a browser has of its portal session: 32 random bytes, in a cookie.
///
/// The store has their digest alone, so that whoever reads it can't take a session over.
package struct PortalKey: Sendable, CustomStringConvertible, CustomReflectable {
    private static let byteCount = 32
    private let bytes: [UInt8]

    /// A new key.
    package init(random: any RandomSource) { bytes = random.bytes(Self.byteCount) }

    /// The key that a browser sent back; nil when the value is none.
    package init?(cookieValue: String) {
        guard let bytes = Base64.url.decode(cookieValue), bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// The value of the cookie: 43 characters that are safe in a cookie.
    package var cookieValue: String { Base64.url.encode(bytes) }

    /// The id of the session in the store.
    package var id: [UInt8] { Array(SHA256.hash(data: bytes)) }

    /// What is sealed for this session opens for no other.
    var sealContext: String { "portal-session/" + Hexadecimal.text(id) }

    /// The value that our own forms carry, and no other site's: it follows from the key, which no page shows.
    package var formToken: String {
        let key = SymmetricKey(data: bytes)
        return Base64.url.encode(
            Array(HMAC<SHA256>.authenticationCode(for: Data("form of the portal".utf8), using: key)))
    }

    /// Whether a form carries the value that it would have got from us.
    package func isFormToken(_ value: String) -> Bool { ConstantTime.areEqual(value.utf8, formToken.utf8) }

    /// Nothing of the value.
    package var description: String { "PortalKey(redacted)" }

    /// Nothing of the value.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
