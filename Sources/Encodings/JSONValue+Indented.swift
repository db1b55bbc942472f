extension JSONValue {
    /// The JSON over several lines, two blanks for each level, as people keep it in files; the last line has no end.
    package var indentedText: String {
        var text = ""
        Self.append(self, indent: "", to: &text)
        return text
    }

    private static func append(_ value: JSONValue, indent: String, to text: inout String) {
        let inner = indent + "  "
        switch value {
        case .array(let values) where !values.isEmpty:
            for (index, value) in values.enumerated() {
                text += (index == 0 ? "[\n" : ",\n") + inner
                append(value, indent: inner, to: &text)
            }
            text += "\n\(indent)]"
        case .object(let members) where !members.isEmpty:
            for (index, member) in members.enumerated() {
                text += (index == 0 ? "{\n" : ",\n") + inner + JSONValue.string(member.name).text() + ": "
                append(member.value, indent: inner, to: &text)
            }
            text += "\n\(indent)}"
        default:
            text += value.text()
        }
    }
}
