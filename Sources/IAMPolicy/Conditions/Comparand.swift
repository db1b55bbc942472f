import Encodings

/// A value of a condition, compiled for its operator.
enum Comparand: Hashable, Sendable {
    case pattern(TextPattern)
    case folded(FoldedText)
    case number(PolicyNumber)
    case date(PolicyDate)
    case bool(Bool)
    /// A truth value that a variable makes up.
    case boolTemplate(PatternTemplate)
    case binary([UInt8])
    case network(IPNetwork)
    case arn(ARNPattern)
    case invalid

    init(_ text: String, for comparison: ConditionOperator.Comparison, variablesEnabled: Bool) {
        switch comparison.valueType {
        case .string:
            if comparison == .stringEqualsIgnoreCase || comparison == .stringNotEqualsIgnoreCase {
                self = .folded(FoldedText(PatternTemplate(text, variables: variablesEnabled, wildcards: false)))
            } else {
                let wildcards = comparison == .stringLike || comparison == .stringNotLike
                self = .pattern(TextPattern(text, variables: variablesEnabled, wildcards: wildcards))
            }
        case .number: self = PolicyNumber(text).map(Comparand.number) ?? .invalid
        case .date: self = PolicyDate(text).map(Comparand.date) ?? .invalid
        case .bool:
            let template = PatternTemplate(text, variables: variablesEnabled, wildcards: false)
            self =
                template.variables.isEmpty
                ? PolicyBool.parse(text).map(Comparand.bool) ?? .invalid : .boolTemplate(template)
        case .presence: self = PolicyBool.parse(text).map(Comparand.bool) ?? .invalid
        case .binary: self = Base64.lenient.decode(text).map(Comparand.binary) ?? .invalid
        case .address: self = IPNetwork(text).map(Comparand.network) ?? .invalid
        case .arn:
            let pattern = ARNPattern(text, variables: variablesEnabled, completingWithWildcards: false)
            self = pattern.map(Comparand.arn) ?? .invalid
        }
    }

    /// Whether a text matches, for operators that compare texts byte by byte; nil as for other values.
    func matches(_ text: UnsafeBufferPointer<UInt8>, _ keys: ContextKeys) -> Bool? {
        guard case .pattern(let pattern) = self, pattern.isResolvable(with: keys) else { return nil }
        return pattern.matches(text, keys: keys)
    }

    /// Whether a request's value matches; nil when one of the two is not of the operator's type, or a variable has no
    /// value: neither the operator nor its negation holds then.
    func matches(
        _ value: RequestValue, _ comparison: ConditionOperator.Comparison, _ keys: ContextKeys
    ) -> Bool? {
        guard variables.allSatisfy({ $0.value(in: keys) != nil }) else { return nil }
        return switch (self, value) {
        case (.pattern(let pattern), .text(let text)): text.withBytes { pattern.matches($0, keys: keys) }
        case (.folded(let folded), .folded(let text)): folded.matches(text, keys: keys)
        case (.number(let number), .number(let requested)): comparison.orders(requested, number)
        case (.date(let date), .date(let requested)): comparison.orders(requested, date)
        case (.bool(let bool), .bool(let requested)): bool == requested
        case (.boolTemplate(let template), .bool(let requested)):
            template.text(keys, longest: 5).flatMap(PolicyBool.parse) == requested
        case (.binary(let bytes), .binary(let requested)): bytes == requested
        case (.network(let network), .address(let requested)): network.contains(requested)
        case (.arn(let pattern), .arn(let requested)): pattern.matches(requested, keys: keys)
        default: nil
        }
    }

    var variables: [PatternTemplate.Variable] {
        switch self {
        case .pattern(let pattern): pattern.variables
        case .folded(let folded): folded.template.variables
        case .boolTemplate(let template): template.variables
        case .arn(let pattern): pattern.variables
        default: []
        }
    }
}

extension ConditionOperator.Comparison {
    /// Whether a request's number or date stands to the policy's as the operator asks; negated operators as their positive.
    func orders<Value: Comparable>(_ requested: Value, _ value: Value) -> Bool {
        switch self {
        case .numericLessThan, .dateLessThan: requested < value
        case .numericLessThanEquals, .dateLessThanEquals: requested <= value
        case .numericGreaterThan, .dateGreaterThan: requested > value
        case .numericGreaterThanEquals, .dateGreaterThanEquals: requested >= value
        default: requested == value
        }
    }
}
