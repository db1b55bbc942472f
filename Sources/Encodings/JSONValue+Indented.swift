extension JSONValue {
    /// The JSON on lines of its own for each member and element, indented by two blanks, for files that people read.
    package var indentedText: String {
        var text = ""
        write(to: &text, indentation: "\n")
        return text
    }

    private func write(to text: inout String, indentation: String) {
        let inner = indentation + "  "
        switch self {
        case .object(let members) where !members.isEmpty:
            for (index, member) in members.enumerated() {
                text += (index == 0 ? "{" : ",") + inner + JSONValue.string(member.name).text() + ": "
                member.value.write(to: &text, indentation: inner)
            }
            text += indentation + "}"
        case .array(let values) where !values.isEmpty:
            for (index, value) in values.enumerated() {
                text += (index == 0 ? "[" : ",") + inner
                value.write(to: &text, indentation: inner)
            }
            text += indentation + "]"
        default: text += self.text()
        }
    }
}
