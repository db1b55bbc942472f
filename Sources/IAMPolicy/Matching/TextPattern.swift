/// A pattern with or without policy variables, compiled as far as it can be before a request is known.
enum TextPattern: Hashable, Sendable {
    case constant(WildcardPattern)
    case template(PatternTemplate)

    init(_ template: PatternTemplate) {
        if let tokens = template.constantTokens {
            self = .constant(WildcardPattern(tokens))
        } else {
            self = .template(template)
        }
    }

    init(_ text: String, variables: Bool, wildcards: Bool) {
        let constant: WildcardPattern? = text.withBytes { bytes in
            if variables, PatternTemplate.mayHoldVariable(bytes) { return nil }
            return wildcards ? WildcardPattern(bytes) : WildcardPattern(exactly: Array(bytes))
        }
        if let constant {
            self = .constant(constant)
        } else {
            self.init(PatternTemplate(text, variables: variables, wildcards: wildcards))
        }
    }

    /// Whether a text matches; a variable without a value never matches.
    func matches(_ subject: UnsafeBufferPointer<UInt8>, keys: ContextKeys) -> Bool {
        switch self {
        case .constant(let pattern):
            pattern.matches(subject)
        case .template(let template):
            template.resolve(keys, longest: subject.count).map { WildcardPattern($0).matches(subject) } ?? false
        }
    }

    /// What every text that matches begins with.
    var beginning: [UInt8] {
        switch self {
        case .constant(let pattern): return pattern.beginning
        case .template(let template):
            guard case .tokens(let tokens)? = template.parts.first else { return [] }
            return tokens.literalBeginning
        }
    }

    /// Whether all variables have a value.
    func isResolvable(with keys: ContextKeys) -> Bool {
        switch self {
        case .constant: true
        case .template(let template): template.variables.allSatisfy { $0.value(in: keys) != nil }
        }
    }

    var variables: [PatternTemplate.Variable] {
        switch self {
        case .constant: []
        case .template(let template): template.variables
        }
    }
}
