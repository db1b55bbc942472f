import Encodings

/// A digest of one thing that is said of a user, an attribute with one of its values or a session name: what sessions carry
/// of it, so that they can be revoked by it.
///
/// It names and proves nothing: whoever made two claims with one mark would be revoked with the other.
public struct ClaimMark: Hashable, Sendable {
    package let number: UInt64

    /// One value of an attribute.
    public init(attribute name: String, value: String) { self.init("attribute value", [name, value]) }

    /// Whatever the value of an attribute is.
    package init(anyValueOf name: String) { self.init("attribute", [name]) }

    /// The name of a session.
    public init(sessionName: String) { self.init("session name", [sessionName]) }

    /// The `SessionIndex` of the user's session at the identity provider.
    package init(sessionIndex: String) { self.init("session index", [sessionIndex]) }

    /// A mark as it was kept; nil when it is not sixteen hexadecimal digits.
    package init?(hexadecimal: String) {
        guard hexadecimal.utf8.count == 16, let number = UInt64(hexadecimal, radix: 16) else { return nil }
        self.number = number
    }

    /// Any attribute with any value.
    package static let anything = ClaimMark("anything", [])

    package init(number: UInt64) { self.number = number }

    private init(_ purpose: String, _ fields: [String]) {
        number = OneTimeKey(purpose: purpose, fields: fields).leadingNumber
    }

    /// Sixteen hexadecimal digits.
    public var hexadecimal: String { Hexadecimal.text(number) }
}
