/// Texts of a policy with wildcards and variables, taken apart one character at a time.
struct NaivePattern {
    enum Token: Equatable {
        case character(Unicode.Scalar)
        /// Of the value of a variable: never a wildcard, never a separator.
        case value(Unicode.Scalar)
        case anything, anyOne
    }

    var tokens: [Token]

    /// Nil when a variable has no value: then nothing matches.
    ///
    /// - Parameters:
    ///   - keys: nil where variables are plain text.
    ///   - wildcards: whether `*` and `?` stand for others.
    init?(_ text: String, keys: [String: [String]]?, wildcards: Bool) {
        tokens = []
        var rest = Substring(text).unicodeScalars
        while let first = rest.first {
            if keys != nil, first == "$", rest.dropFirst().first == "{", let end = rest.firstIndex(of: "}") {
                let inside = String(rest[rest.index(rest.startIndex, offsetBy: 2)..<end])
                guard let value = Self.value(of: inside, keys ?? [:]) else { return nil }
                tokens += value.unicodeScalars.map { .value($0) }
                rest = rest[rest.index(after: end)...]
                continue
            }
            switch first {
            case "*" where wildcards: tokens.append(.anything)
            case "?" where wildcards: tokens.append(.anyOne)
            default: tokens.append(.character(first))
            }
            rest = rest.dropFirst()
        }
    }

    init(_ tokens: [Token]) { self.tokens = tokens }

    /// `key`, `key, 'default'`, or one of the three special characters.
    private static func value(of variable: String, _ keys: [String: [String]]) -> String? {
        if ["*", "?", "$"].contains(variable) { return variable }
        let parts = variable.split(separator: ",", maxSplits: 1)
        let name = parts[0].filter { $0 != " " }.lowercased()
        let values = keys.first { $0.key.lowercased() == name }?.value ?? []
        if values.count == 1 { return values[0] }
        guard parts.count == 2 else { return nil }
        return String(parts[1].drop { $0 == " " }.dropFirst().dropLast())
    }

    func matches(_ text: String) -> Bool { Self.matches(tokens[...], Array(text.unicodeScalars)[...]) }

    private static func matches(_ pattern: ArraySlice<Token>, _ text: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let token = pattern.first else { return text.isEmpty }
        switch token {
        case .anything:
            // A star after a star says nothing more.
            if pattern.dropFirst().first == .anything { return matches(pattern.dropFirst(), text) }
            return (text.startIndex...text.endIndex).contains { matches(pattern.dropFirst(), text[$0...]) }
        case .anyOne: return !text.isEmpty && matches(pattern.dropFirst(), text.dropFirst())
        case .character(let scalar), .value(let scalar):
            return text.first == scalar && matches(pattern.dropFirst(), text.dropFirst())
        }
    }

    /// The six parts of an ARN: five colons divide them, the sixth may hold more.
    var parts: [NaivePattern] {
        let pieces = tokens.split(separator: .character(":"), maxSplits: 5, omittingEmptySubsequences: false)
        return pieces.map { NaivePattern(Array($0)) }
    }
}

/// ARNs, compared part by part.
enum NaiveARN {
    /// Nil for a text that is none.
    static func parts(_ text: String) -> [String]? {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        return parts.count == 6 && parts[0] == "arn" ? parts : nil
    }

    /// No wildcard reaches over a part.
    static func matches(_ pattern: NaivePattern, _ arn: [String]) -> Bool {
        zip(pattern.parts, arn).allSatisfy { $0.matches($1) }
    }

    /// Services whose ARNs begin with a name rather than with a type.
    private static let named: Set<String> = ["s3", "sns", "sqs", "execute-api", "codecommit", "codepipeline"]

    /// Whether the type of the resource is written with a wildcard, which stands for no type; `*/*` is any type and name.
    static func hasWildcardInType(_ pattern: NaivePattern) -> Bool {
        let parts = pattern.parts
        guard parts.count == 6, !named.contains(where: { parts[2].matches($0) && !parts[2].tokens.contains(.anything) })
        else { return false }
        let name = parts[5].tokens
        guard let end = name.firstIndex(where: { $0 == .character("/") || $0 == .character(":") }) else { return false }
        if name == [.anything, .character("/"), .anything] { return false }
        return name[..<end].contains { $0 == .anything || $0 == .anyOne }
    }
}
