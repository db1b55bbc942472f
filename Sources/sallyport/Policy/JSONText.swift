import IAMPolicy

/// Writes values as JSON, for `--format json` and for YAML that is read as JSON.
indirect enum JSONText: CustomStringConvertible {
    case null
    case bool(Bool)
    case integer(Int)
    /// A number that is already JSON.
    case number(String)
    case string(String)
    case array([JSONText])
    case object([(String, JSONText)])

    static func strings(_ texts: [String]) -> JSONText {
        .array(texts.map(JSONText.string))
    }

    static func optional(_ text: String?) -> JSONText {
        text.map(JSONText.string) ?? .null
    }

    static func position(_ position: SourcePosition) -> JSONText {
        .object([("line", .integer(position.line)), ("column", .integer(position.column))])
    }

    var description: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .bool(let bool): text += bool ? "true" : "false"
        case .integer(let integer): text += String(integer)
        case .number(let number): text += number
        case .string(let string): Self.write(string, to: &text)
        case .array(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += ", " }
                element.write(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { text += ", " }
                Self.write(member.0, to: &text)
                text += ": "
                member.1.write(to: &text)
            }
            text += "}"
        }
    }

    private static func write(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
