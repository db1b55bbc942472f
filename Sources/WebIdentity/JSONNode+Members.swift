import IAMPolicy

extension JSONNode {
    /// The member whose name has these bytes.
    ///
    /// `==` of texts takes different bytes for one name when Unicode has them for the same character.
    func member(_ name: String) -> JSONNode? {
        members?.first { $0.key.utf8.elementsEqual(name.utf8) }?.node
    }

    /// One text, or a list of texts, as `aud` is written (RFC 7519, section 4.1.3).
    var oneOrMoreTexts: [String]? {
        if let string { return [string] }
        guard let elements else { return nil }
        let texts = elements.compactMap(\.string)
        return texts.count == elements.count && !texts.isEmpty ? texts : nil
    }

    /// What it is, for messages.
    var kind: String {
        switch value {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .string: "a text"
        case .array: "a list"
        case .object: "an object"
        }
    }
}
