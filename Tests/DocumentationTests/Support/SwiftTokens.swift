import Foundation

/// The source text of a file in pieces: enough to find calls and the literals in them.
///
/// It goes by bytes, since tests read hundreds of files.
struct SwiftTokens {
    enum Token: Hashable {
        case word(String)
        /// A text with `U+0000` for each interpolation; literals with `+` between them are one.
        case literal(String)
        case mark(Character)
    }

    /// A file of the sources.
    struct Source {
        let path: String
        let tokens: SwiftTokens
    }

    /// All sources of modules that refuse something.
    static let sources = Result {
        let modules = [
            "AWSQuery", "AWSSigV4", "AWSUpstream", "Accounts", "Audit", "Claims", "CommandIO", "IAM",
            "IAMCredentials", "IAMPolicy", "SAML2", "STS", "SallyportServer", "Sessions", "sallyport",
        ]
        return try modules.flatMap { try Repository.files(below: "Sources/\($0)", suffix: ".swift") }
            .map { Source(path: $0, tokens: SwiftTokens(try Repository.text($0))) }
    }

    /// The pieces, in their order.
    private(set) var tokens: [Token] = []
    private let bytes: [UInt8]
    private var position = 0

    init(_ source: String) {
        bytes = Array(source.utf8)
        while position < bytes.count { readToken() }
        joinLiterals()
    }

    private mutating func readToken() {
        let byte = bytes[position]
        if starts(with: "//") {
            position = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        } else if starts(with: "\"\"\"") || starts(with: "#\"\"\"") {
            readLines()
        } else if byte == UInt8(ascii: "\"") || starts(with: "#\"") {
            let text = readLiteral()
            tokens.append(.literal(String(decoding: text, as: UTF8.self)))
        } else if Self.isOfWord(byte) {
            let end = bytes[position...].firstIndex { !Self.isOfWord($0) } ?? bytes.count
            tokens.append(.word(String(decoding: bytes[position..<end], as: UTF8.self)))
            position = end
        } else {
            if byte > 0x20 { tokens.append(.mark(Character(Unicode.Scalar(byte)))) }
            position += 1
        }
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte == UInt8(ascii: "_") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
            || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }

    private func starts(with text: StaticString) -> Bool {
        guard bytes.count - position >= text.utf8CodeUnitCount else { return false }
        return (0..<text.utf8CodeUnitCount).allSatisfy { bytes[position + $0] == text.utf8Start[$0] }
    }

    /// Literals of several lines hold pages and scripts; no refusal is written so.
    private mutating func readLines() {
        let hasHash = bytes[position] == UInt8(ascii: "#")
        position += hasHash ? 4 : 3
        while position < bytes.count, !starts(with: hasHash ? "\"\"\"#" : "\"\"\"") { position += 1 }
        position += hasHash ? 4 : 3
        tokens.append(.literal("\u{0}"))
    }

    private mutating func readLiteral() -> [UInt8] {
        let hasHash = bytes[position] == UInt8(ascii: "#")
        position += hasHash ? 2 : 1
        var text: [UInt8] = []
        while position < bytes.count, !starts(with: hasHash ? "\"#" : "\"") {
            if starts(with: hasHash ? "\\#(" : "\\(") {
                position += hasHash ? 3 : 2
                skipInterpolation()
                text.append(0)
            } else if !hasHash, bytes[position] == UInt8(ascii: "\\"), position + 1 < bytes.count {
                text.append(bytes[position + 1] == UInt8(ascii: "n") ? UInt8(ascii: "\n") : bytes[position + 1])
                position += 2
            } else {
                text.append(bytes[position])
                position += 1
            }
        }
        position += hasHash ? 2 : 1
        return text
    }

    private mutating func skipInterpolation() {
        var depth = 1
        while position < bytes.count, depth > 0 {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                _ = readLiteral()
                continue
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            default: break
            }
            position += 1
        }
    }

    private mutating func joinLiterals() {
        var joined: [Token] = []
        for token in tokens {
            if case .literal(let text) = token, joined.last == .mark("+"),
                case .literal(let before)? = joined.dropLast().last
            {
                joined.removeLast(2)
                joined.append(.literal(before + text))
            } else {
                joined.append(token)
            }
        }
        tokens = joined
    }

    /// Every literal.
    var literals: [String] {
        tokens.compactMap { if case .literal(let text) = $0 { text } else { nil } }
    }

    /// An argument: its label, if it has one, and what it is made of.
    struct Argument {
        var label: String?
        var tokens: [Token] = []

        /// The text, when it is a literal and nothing else.
        var literal: String? {
            if tokens.count == 1, case .literal(let text)? = tokens.first { text } else { nil }
        }

        /// `name` of `.name`, or a number.
        var name: String? {
            if case .word(let text)? = tokens.last, tokens.count <= 2 { text } else { nil }
        }
    }

    /// The arguments of each call of `name`, as it is written there.
    func calls(of name: String) -> [[Argument]] {
        tokens.indices.dropLast().compactMap { index in
            guard tokens[index] == .word(name), tokens[index + 1] == .mark("(") else { return nil }
            return arguments(from: index + 2)
        }
    }

    private func arguments(from start: Int) -> [Argument] {
        var arguments: [Argument] = []
        var current = Argument()
        var depth = 0
        for token in tokens[start...] {
            switch token {
            case .mark(let mark) where "([{".contains(mark): depth += 1
            case .mark(let mark) where ")]}".contains(mark):
                guard depth > 0 else { return current.tokens.isEmpty ? arguments : arguments + [current] }
                depth -= 1
            case .mark(",") where depth == 0:
                arguments.append(current)
                current = Argument()
                continue
            case .mark(":") where depth == 0 && current.label == nil && current.tokens.count == 1:
                if case .word(let label)? = current.tokens.first {
                    current = Argument(label: label)
                    continue
                }
            default: break
            }
            current.tokens.append(token)
        }
        return arguments
    }
}
