import Encodings

/// Terms of SMT-LIB 2.6 with strings and regular expressions, as text.
enum SMTTerm {
    /// Solvers know no characters above this one.
    private static let lastScalar: UInt32 = 0x2FFFF

    /// Whether a text can be written as a term.
    static func canSay(_ text: String) -> Bool { text.unicodeScalars.allSatisfy { $0.value <= lastScalar } }

    /// A text as a constant.
    static func string(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar -> String in
            switch scalar.value {
            case 0x22: "\"\""
            case 0x20...0x7E where scalar != "\\": String(scalar)
            default: "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return "\"\(escaped.joined())\""
    }

    /// That all hold.
    static func and(_ terms: [String]) -> String {
        let terms = terms.filter { $0 != "true" }
        return terms.count < 2 ? terms.first ?? "true" : "(and \(terms.joined(separator: " ")))"
    }

    /// That one holds.
    static func or(_ terms: [String]) -> String {
        let terms = terms.filter { $0 != "false" }
        return terms.count < 2 ? terms.first ?? "false" : "(or \(terms.joined(separator: " ")))"
    }

    /// The opposite.
    static func not(_ term: String) -> String {
        switch term {
        case "true": "false"
        case "false": "true"
        default: "(not \(term))"
        }
    }

    /// That a variable is the text.
    static func equals(_ variable: String, _ text: String) -> String { "(= \(variable) \(string(text)))" }

    /// That a variable matches a pattern with `*` and `?`.
    static func matches(_ variable: String, _ pattern: String) -> String {
        guard pattern.utf8.contains(where: isWildcard) else { return equals(variable, pattern) }
        if pattern == "*" { return "true" }
        var parts: [String] = []
        var literal = ""
        func end() {
            if !literal.isEmpty { parts.append("(str.to_re \(string(literal)))") }
            literal = ""
        }
        for scalar in pattern.unicodeScalars {
            switch scalar {
            case "*", "?":
                end()
                parts.append(scalar == "*" ? "re.all" : "re.allchar")
            default: literal.unicodeScalars.append(scalar)
            }
        }
        end()
        let expression = parts.count == 1 ? parts[0] : "(re.++ \(parts.joined(separator: " ")))"
        return "(str.in_re \(variable) \(expression))"
    }

    private static func isWildcard(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") }
}
