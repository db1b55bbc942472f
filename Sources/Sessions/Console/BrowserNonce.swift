internal import Crypto
public import Encodings

/// A random value that a browser keeps in a cookie and whose hash is in the sign-in token that the browser was given,
/// so that nobody else can sign the browser in.
public struct BrowserNonce: Sendable, CustomStringConvertible, CustomReflectable {
    private static let byteCount = 32
    private let bytes: [UInt8]

    /// A new nonce.
    public init(random: any RandomSource = SystemRandomSource()) {
        self.bytes = random.bytes(Self.byteCount)
    }

    /// The nonce that a browser sent back; nil when the value is not one.
    public init?(cookieValue: String) {
        guard let bytes = Base64.url.decode(cookieValue), bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// The value of the cookie: 43 characters that are safe in a cookie.
    public var cookieValue: String { Base64.url.encode(bytes) }

    package var digest: [UInt8] { Array(SHA256.hash(data: bytes)) }

    /// Nothing of the value.
    public var description: String { "BrowserNonce(redacted)" }

    /// Nothing of the value.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
