/// A JSON value (RFC 8259); members keep their order.
public enum JSONValue: Hashable, Sendable {
    /// null
    case null
    /// A truth value.
    case bool(Bool)
    /// A whole number.
    case integer(Int64)
    /// A text.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object.
    case object([JSONMember])

    /// A text, or null.
    public static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    /// An array of texts.
    package static func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

    /// The JSON on one line; spaced has blanks after commas and colons, for people.
    package func text(spaced: Bool = false) -> String {
        var writer = JSONWriter(capacity: 256, spaced: spaced)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// A member of a JSON object.
public struct JSONMember: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// Its value.
    public let value: JSONValue

    /// Makes a member.
    public init(_ name: String, _ value: JSONValue) {
        self.name = name
        self.value = value
    }

    /// Makes a member with a text.
    public init(_ name: String, _ text: String) {
        self.init(name, .string(text))
    }
}
