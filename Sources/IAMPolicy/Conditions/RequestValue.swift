import Encodings

/// A value of a request, read once for all values that a policy compares it with.
enum RequestValue {
    case text(String)
    case folded([UInt8])
    case number(PolicyNumber)
    case date(PolicyDate)
    case bool(Bool)
    case binary([UInt8])
    case address(IPAddress)
    case arn(ARNText)
    /// Not a value of the operator's type.
    case invalid

    init(_ text: String, for comparison: ConditionOperator.Comparison) {
        switch comparison.valueType {
        case .string:
            let ignoresCase = comparison == .stringEqualsIgnoreCase || comparison == .stringNotEqualsIgnoreCase
            self = ignoresCase ? .folded(CaseFolding.fold(text)) : .text(text)
        case .number: self = PolicyNumber(text).map(RequestValue.number) ?? .invalid
        case .date: self = PolicyDate(text).map(RequestValue.date) ?? .invalid
        case .bool, .presence: self = PolicyBool.parse(text).map(RequestValue.bool) ?? .invalid
        case .binary: self = Base64.lenient.decode(text).map(RequestValue.binary) ?? .invalid
        case .address: self = IPAddress(text, allowsIPv4BeforeGap: true).map(RequestValue.address) ?? .invalid
        case .arn:
            let arn = ARNText(text)
            self = arn.isARN ? .arn(arn) : .invalid
        }
    }
}

extension ConditionOperator.Comparison {
    /// Whether a request's value is of the type that is compared; no other value matches anything.
    package func reads(_ value: String) -> Bool {
        if case .invalid = RequestValue(value, for: self) { false } else { true }
    }
}
