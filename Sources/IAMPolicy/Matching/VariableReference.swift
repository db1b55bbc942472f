import Encodings

/// A `${…}` in a pattern.
struct VariableReference {
    enum Meaning {
        /// `${*}`, `${?}` or `${$}`.
        case literal(UInt8)
        case variable(PatternTemplate.Variable)
    }

    let meaning: Meaning
    /// The index after the closing brace.
    let end: Int

    /// Reads the reference that begins at `start`; `nil` when the text there is none.
    init?(in bytes: [UInt8], at start: Int) {
        guard start + 2 < bytes.count, bytes[start] == ASCII.dollar, bytes[start + 1] == ASCII.openBrace,
            let close = bytes[(start + 2)...].firstIndex(of: ASCII.closeBrace)
        else { return nil }
        end = close + 1
        let content = bytes[(start + 2)..<close]
        if content.count == 1, let only = content.first,
            only == ASCII.asterisk || only == ASCII.questionMark || only == ASCII.dollar
        {
            meaning = .literal(only)
            return
        }
        meaning = .variable(Self.variable(in: content))
    }

    /// Reads `key` or `key, 'default'`.
    private static func variable(in content: ArraySlice<UInt8>) -> PatternTemplate.Variable {
        var name = content
        var defaultValue: String?
        if let comma = content.firstIndex(of: ASCII.comma) {
            let quoted = content[(comma + 1)...].trimmingWhitespace
            if quoted.count >= 2, quoted.first == ASCII.apostrophe, quoted.last == ASCII.apostrophe {
                name = content[..<comma]
                defaultValue = String(decoding: quoted.dropFirst().dropLast(), as: UTF8.self)
            }
        }
        let text = String(decoding: name.trimmingWhitespace, as: UTF8.self)
        return PatternTemplate.Variable(name: text, key: ContextKeys.Name(text), defaultValue: defaultValue)
    }
}
