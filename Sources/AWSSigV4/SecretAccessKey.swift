import Crypto

/// A secret access key.
///
/// The bytes are held in memory that is zeroed when the last copy is released, and no description shows them. The
/// string from which the value was made is the caller's to dispose of.
public struct SecretAccessKey: Sendable, CustomStringConvertible, CustomReflectable {
    /// The key with the prefix `AWS4` that the derivation starts from.
    let derivationKey: SymmetricKey

    /// Creates a key from its text.
    public init(_ text: String) {
        self.init(utf8: Array(text.utf8))
    }

    /// Creates a key from the UTF-8 bytes of its text.
    public init(utf8 bytes: [UInt8]) {
        derivationKey = SymmetricKey(data: Array("AWS4".utf8) + bytes)
    }

    /// A placeholder; the key itself is never shown.
    public var description: String { "SecretAccessKey(redacted)" }

    /// A mirror without children, so that `dump` shows nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
