import IAMPolicy

/// A JSON value and the text that it comes from.
struct JSONSlice {
    let node: JSONNode
    let text: String

    subscript(key: String) -> JSONSlice? {
        node[key].map { JSONSlice(node: $0, text: text) }
    }

    var string: String? { node.string }

    var isNull: Bool {
        if case .null = node.value { true } else { false }
    }

    /// The elements of an array; a single value counts as an array of one.
    var elements: [JSONSlice] {
        (node.elements ?? [node]).map { JSONSlice(node: $0, text: text) }
    }

    /// The value as it is written.
    var sourceText: String {
        String(Substring(text.utf8.dropFirst(node.start).prefix(node.end - node.start)))
    }

    /// One or several strings, numbers and Booleans as text; `nil` for anything else.
    var strings: [String]? {
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
