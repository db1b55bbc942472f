/// A JSON value and the text that it comes from.
package struct JSONSlice: Sendable {
    package let node: JSONNode
    package let text: String

    package init(node: JSONNode, text: String) {
        self.node = node
        self.text = text
    }

    /// The value of a member; nil when there is none, or the value is no object.
    package subscript(key: String) -> JSONSlice? {
        node[key].map { JSONSlice(node: $0, text: text) }
    }

    package var string: String? { node.string }

    package var isNull: Bool {
        if case .null = node.value { true } else { false }
    }

    /// The elements of an array; a single value counts as an array of one.
    package var elements: [JSONSlice] {
        (node.elements ?? [node]).map { JSONSlice(node: $0, text: text) }
    }

    /// The value as it is written.
    package var sourceText: String {
        String(Substring(text.utf8.dropFirst(node.start).prefix(node.end - node.start)))
    }

    /// One or several strings, numbers and Booleans as text; `nil` for anything else.
    package var strings: [String]? {
        var strings: [String] = []
        for node in node.elements ?? [node] {
            switch node.value {
            case .string(let text), .number(let text): strings.append(text)
            case .bool(let bool): strings.append(bool ? "true" : "false")
            case .null, .array, .object: return nil
            }
        }
        return strings
    }
}
