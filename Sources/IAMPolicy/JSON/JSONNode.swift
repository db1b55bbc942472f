/// A JSON value together with its place in the text (offsets in UTF-8 bytes).
package struct JSONNode: Sendable {
    package enum Value: Sendable {
        case null
        case bool(Bool)
        /// A number as it was written.
        case number(String)
        case string(String)
        case array([JSONNode])
        case object([Member])
    }

    /// One name and value of an object.
    package struct Member: Sendable {
        package let key: String
        package let keyStart: Int
        package let node: JSONNode
    }

    package let value: Value
    package let start: Int
    package let end: Int

    package init(value: Value, start: Int, end: Int) {
        self.value = value
        self.start = start
        self.end = end
    }

    package var string: String? {
        if case .string(let text) = value { text } else { nil }
    }

    package var members: [Member]? {
        if case .object(let members) = value { members } else { nil }
    }

    package var elements: [JSONNode]? {
        if case .array(let elements) = value { elements } else { nil }
    }

    package subscript(key: String) -> JSONNode? {
        members?.first { $0.key == key }?.node
    }
}
