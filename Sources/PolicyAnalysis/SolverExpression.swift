import Encodings

/// An expression that a solver wrote: a word, a text, or a list.
enum SolverExpression {
    case word(String)
    case text(String)
    case list([SolverExpression])

    /// Lists in lists at most, and bytes of an answer.
    private static let (deepest, longest) = (16, 1_048_576)

    /// The expressions of an answer, as far as they are well-formed.
    static func all(in output: String) -> [SolverExpression] {
        var reader = Reader(scalars: Array(output.unicodeScalars.prefix(longest)))
        var expressions: [SolverExpression] = []
        while let expression = reader.next(depth: 0) { expressions.append(expression) }
        return expressions
    }

    /// The pairs of a `get-value`, by their first member.
    static func values(of members: [SolverExpression]) -> [String: SolverExpression] {
        let pairs = members.compactMap { member -> (String, SolverExpression)? in
            guard case .list(let pair) = member, pair.count == 2, let name = pair[0].word else { return nil }
            return (name, pair[1])
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// The word, when it is one.
    var word: String? { if case .word(let word) = self { word } else { nil } }
    /// The text, when it is one.
    var text: String? { if case .text(let text) = self { text } else { nil } }

    private struct Reader {
        let scalars: [Unicode.Scalar]
        var position = 0

        /// nil at the end, at a closing bracket, and where nothing can be read.
        mutating func next(depth: Int) -> SolverExpression? {
            skipBlanks()
            guard position < scalars.count, depth < deepest else { return nil }
            switch scalars[position] {
            case ")": return nil
            case "(":
                position += 1
                return list(depth: depth)
            case "\"":
                position += 1
                return text()
            default: return word()
            }
        }

        private mutating func skipBlanks() {
            while position < scalars.count, scalars[position].properties.isWhitespace { position += 1 }
        }

        private mutating func list(depth: Int) -> SolverExpression? {
            var members: [SolverExpression] = []
            while let member = next(depth: depth + 1) { members.append(member) }
            guard position < scalars.count, scalars[position] == ")" else { return nil }
            position += 1
            return .list(members)
        }

        /// Two quotes stand for one.
        private mutating func text() -> SolverExpression? {
            var content = String.UnicodeScalarView()
            while position < scalars.count {
                let scalar = scalars[position]
                position += 1
                if scalar == "\"" {
                    guard position < scalars.count, scalars[position] == "\"" else { return .text(String(content)) }
                    position += 1
                }
                content.append(scalar == "\\" ? escaped() : scalar)
            }
            return nil
        }

        /// What a backslash introduces: `u{…}` with a hexadecimal number; else it stands for itself.
        private mutating func escaped() -> Unicode.Scalar {
            guard position + 1 < scalars.count, scalars[position] == "u", scalars[position + 1] == "{",
                let end = scalars[position...].prefix(10).firstIndex(of: "}")
            else { return "\\" }
            let digits = scalars[(position + 2)..<end].map(String.init).joined()
            guard let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) else { return "\\" }
            position = end + 1
            return scalar
        }

        private mutating func word() -> SolverExpression {
            let start = position
            while position < scalars.count, !scalars[position].properties.isWhitespace,
                !["(", ")", "\""].contains(scalars[position])
            { position += 1 }
            return .word(scalars[start..<position].map(String.init).joined())
        }
    }
}
