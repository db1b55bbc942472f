import Encodings

/// A value of a condition, compiled for its operator.
enum Comparand: Hashable, Sendable {
    /// How a request's value stands to it.
    enum Relation {
        case matching
        case different
        /// One of the two is not of the operator's type, or a variable has no value: neither the operator nor its
        /// negation holds.
        case incomparable
    }

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

    func relation(
        to value: RequestValue,
        _ comparison: ConditionOperator.Comparison,
        _ keys: ContextKeys
    ) -> Relation {
        guard isResolved(keys) else { return .incomparable }
        switch (self, value) {
        case (.pattern(let pattern), .text(let text)):
            return Self.relation(text.withBytes { pattern.matches($0, keys: keys) })
        case (.folded(let folded), .folded(let text)):
            return Self.relation(folded.matches(text, keys: keys))
        case (.number(let number), .number(let requested)):
            return Self.relation(comparison.orders(requested, number))
        case (.date(let date), .date(let requested)):
            return Self.relation(comparison.orders(requested, date))
        case (.bool(let bool), .bool(let requested)):
            return Self.relation(bool == requested)
        case (.boolTemplate(let template), .bool(let requested)):
            return Self.relation(template.text(keys, longest: 5).flatMap(PolicyBool.parse) == requested)
        case (.binary(let bytes), .binary(let requested)):
            return Self.relation(bytes == requested)
        case (.network(let network), .address(let requested)):
            return Self.relation(network.contains(requested))
        case (.arn(let pattern), .arn(let requested)):
            return Self.relation(pattern.matches(requested, keys: keys))
        default:
            return .incomparable
        }
    }

    private func isResolved(_ keys: ContextKeys) -> Bool {
        switch self {
        case .pattern(let pattern): pattern.isResolved(keys)
        case .folded(let folded): folded.template.isResolved(keys)
        case .boolTemplate(let template): template.isResolved(keys)
        case .arn(let pattern): pattern.isResolved(keys)
        case .number, .date, .bool, .binary, .network, .invalid: true
        }
    }

    private static func relation(_ matches: Bool) -> Relation {
        matches ? .matching : .different
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
