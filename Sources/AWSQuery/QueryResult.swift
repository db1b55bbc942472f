/// A member of an operation's result.
public indirect enum QueryMember: Hashable, Sendable {
    /// A text, number or date.
    case text(String, String)
    /// A structure.
    case structure(String, [QueryMember])
    /// A list of structures.
    case structures(String, [[QueryMember]])
    /// A list of texts.
    case list(String, [String])
    /// Texts by key; written in the order of the keys.
    case map(String, [String: String])

    /// A truth value.
    public static func boolean(_ name: String, _ value: Bool) -> QueryMember { .text(name, value ? "true" : "false") }

    /// A number.
    public static func integer(_ name: String, _ value: Int) -> QueryMember { .text(name, String(value)) }
}

extension [QueryMember] {
    /// Adds a text when there is one.
    public mutating func append(_ name: String, _ text: String?) {
        if let text { append(.text(name, text)) }
    }
}

/// What an operation answers: members, or nothing at all.
public struct QueryResult: Hashable, Sendable {
    /// Members in the order in which they are written; nil when the operation has no result.
    public let members: [QueryMember]?

    /// A result with members.
    public init(_ members: [QueryMember]) { self.members = members }

    /// The result of operations that only do something.
    public static let none = QueryResult(members: nil)

    private init(members: [QueryMember]?) { self.members = members }
}
