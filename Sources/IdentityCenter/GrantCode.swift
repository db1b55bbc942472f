import Crypto
import Encodings
import Foundation

/// What a program has of its question: 32 random bytes, as a device code or an authorization code.
///
/// The store has their digest alone.
struct GrantCode: Sendable, CustomStringConvertible, CustomReflectable {
    private static let byteCount = 32
    private let bytes: [UInt8]

    /// A new one.
    init(random: any RandomSource) { bytes = random.bytes(Self.byteCount) }

    /// The one that a program sent; nil when the text is none.
    init?(_ text: String) {
        guard let bytes = Base64.url.decode(text), bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// 43 characters that are safe in a URL.
    var text: String { Base64.url.encode(bytes) }

    /// The unique id of the question in the store.
    var id: String { "client-grant/" + Hexadecimal.text(SHA256.hash(data: bytes)) }

    /// Nothing of the value.
    var description: String { "GrantCode(redacted)" }

    /// Nothing of the value.
    var customMirror: Mirror { Mirror(self, children: [:]) }
}
