/// A JSON value of an audit record; members keep their order.
public enum AuditValue: Hashable, Sendable {
    /// null
    case null
    /// A truth value.
    case bool(Bool)
    /// A whole number.
    case integer(Int64)
    /// A text.
    case string(String)
    /// An array.
    case array([AuditValue])
    /// An object.
    case object([AuditMember])

    /// A text, or null.
    public static func optional(_ text: String?) -> AuditValue { text.map { .string($0) } ?? .null }
}

/// A member of an object in an audit record.
public struct AuditMember: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// Its value.
    public let value: AuditValue

    /// Makes a member.
    public init(_ name: String, _ value: AuditValue) {
        self.name = name
        self.value = value
    }

    /// Makes a member with a text.
    public init(_ name: String, _ text: String) {
        self.init(name, .string(text))
    }
}
