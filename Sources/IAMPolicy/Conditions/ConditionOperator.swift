/// A condition operator: what is compared, and how absence and several values are treated.
public struct ConditionOperator: Hashable, Sendable, CustomStringConvertible, LosslessStringConvertible {
    /// The comparison itself.
    public enum Comparison: String, Hashable, Sendable, CaseIterable {
        /// Equal, case counts.
        case stringEquals = "StringEquals"
        /// Not equal, case counts.
        case stringNotEquals = "StringNotEquals"
        /// Equal, case does not count.
        case stringEqualsIgnoreCase = "StringEqualsIgnoreCase"
        /// Not equal, case does not count.
        case stringNotEqualsIgnoreCase = "StringNotEqualsIgnoreCase"
        /// Matches a pattern, case counts.
        case stringLike = "StringLike"
        /// Does not match a pattern.
        case stringNotLike = "StringNotLike"
        /// Equal numbers.
        case numericEquals = "NumericEquals"
        /// Different numbers.
        case numericNotEquals = "NumericNotEquals"
        /// The request's number is less than the policy's.
        case numericLessThan = "NumericLessThan"
        /// The request's number is at most the policy's.
        case numericLessThanEquals = "NumericLessThanEquals"
        /// The request's number is greater than the policy's.
        case numericGreaterThan = "NumericGreaterThan"
        /// The request's number is at least the policy's.
        case numericGreaterThanEquals = "NumericGreaterThanEquals"
        /// The same instant.
        case dateEquals = "DateEquals"
        /// Another instant.
        case dateNotEquals = "DateNotEquals"
        /// Earlier.
        case dateLessThan = "DateLessThan"
        /// Earlier or the same.
        case dateLessThanEquals = "DateLessThanEquals"
        /// Later.
        case dateGreaterThan = "DateGreaterThan"
        /// Later or the same.
        case dateGreaterThanEquals = "DateGreaterThanEquals"
        /// Both true or both false.
        case bool = "Bool"
        /// The same bytes, in Base64.
        case binaryEquals = "BinaryEquals"
        /// The address lies in the network.
        case ipAddress = "IpAddress"
        /// The address lies outside the network.
        case notIPAddress = "NotIpAddress"
        /// The ARN matches, segment by segment.
        case arnEquals = "ArnEquals"
        /// The same as `ArnEquals`.
        case arnLike = "ArnLike"
        /// The ARN does not match.
        case arnNotEquals = "ArnNotEquals"
        /// The same as `ArnNotEquals`.
        case arnNotLike = "ArnNotLike"
        /// The key is absent (`true`) or present (`false`).
        case null = "Null"
    }

    /// How a key with several values is compared.
    public enum SetQualifier: String, Hashable, Sendable, CaseIterable {
        /// Every value of the request must match; none at all is enough too.
        case forAllValues = "ForAllValues"
        /// At least one value of the request must match.
        case forAnyValue = "ForAnyValue"
    }

    /// The comparison.
    public let comparison: Comparison
    /// `ForAllValues`, `ForAnyValue` or nothing.
    public let setQualifier: SetQualifier?
    /// Whether the operator ends in `IfExists`, and so holds for absent keys.
    public let ifExists: Bool

    /// Makes an operator.
    public init(_ comparison: Comparison, setQualifier: SetQualifier? = nil, ifExists: Bool = false) {
        self.comparison = comparison
        self.setQualifier = setQualifier
        self.ifExists = ifExists
    }

    /// No operator is longer, qualifier and suffix included; to compare what is takes its time.
    private static let longestName = 64

    /// Reads an operator as policies write it; `nil` for an unknown one, and for `NullIfExists`.
    public init?(_ description: String) {
        guard description.utf8.count <= Self.longestName else { return nil }
        var name = description[...]
        let qualifier = SetQualifier.allCases.first { name.hasPrefix($0.rawValue + ":") }
        if let qualifier { name = name.dropFirst(qualifier.rawValue.count + 1) }
        let ifExists = name.hasSuffix("IfExists")
        if ifExists { name = name.dropLast("IfExists".count) }
        guard let comparison = Self.comparisonsByName[String(name)], !(ifExists && comparison == .null) else {
            return nil
        }
        self.init(comparison, setQualifier: qualifier, ifExists: ifExists)
    }

    /// The operator as policies write it.
    public var description: String {
        (setQualifier.map { $0.rawValue + ":" } ?? "") + comparison.rawValue + (ifExists ? "IfExists" : "")
    }

    private static let comparisonsByName = Dictionary(
        uniqueKeysWithValues: Comparison.allCases.map { ($0.rawValue, $0) }
    ).merging(otherNames) { own, _ in own }

    /// Names that the user guide's older tables and samples have for two of the operators.
    private static let otherNames: [String: Comparison] = [
        "DateGreaterThanOrEqual": .dateGreaterThanEquals, "DateLessThanOrEqual": .dateLessThanEquals,
    ]
}

extension ConditionOperator.Comparison {
    /// The kind of value that is compared.
    enum ValueType {
        case string, number, date, bool, binary, address, arn, presence
    }

    var valueType: ValueType {
        switch self {
        case .stringEquals, .stringNotEquals, .stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase, .stringLike,
            .stringNotLike:
            .string
        case .numericEquals, .numericNotEquals, .numericLessThan, .numericLessThanEquals, .numericGreaterThan,
            .numericGreaterThanEquals:
            .number
        case .dateEquals, .dateNotEquals, .dateLessThan, .dateLessThanEquals, .dateGreaterThan, .dateGreaterThanEquals:
            .date
        case .bool: .bool
        case .binaryEquals: .binary
        case .ipAddress, .notIPAddress: .address
        case .arnEquals, .arnLike, .arnNotEquals, .arnNotLike: .arn
        case .null: .presence
        }
    }

    /// Whether the operator holds when nothing matches.
    package var isNegated: Bool {
        switch self {
        case .stringNotEquals, .stringNotEqualsIgnoreCase, .stringNotLike, .numericNotEquals, .dateNotEquals,
            .notIPAddress, .arnNotEquals, .arnNotLike:
            true
        default: false
        }
    }
}
