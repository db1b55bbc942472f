/// A test of a statement that did not hold.
public struct FailedCondition: Hashable, Sendable {
    /// The operator as written.
    public let operatorName: String
    /// The key as written.
    public let key: String
    /// The values of the policy, variables replaced where they could be.
    public let expected: [String]
    /// The values of the request; `nil` when the key was absent.
    public let actual: [String]?
    /// Why it did not hold.
    public let reason: String
}

extension FailedCondition: CustomStringConvertible {
    /// Operator, key, expected and actual values, and the reason.
    public var description: String {
        let actualText = actual.map { $0.map { "\"\($0)\"" }.joined(separator: ", ") } ?? "absent"
        let expectedText = expected.map { "\"\($0)\"" }.joined(separator: ", ")
        return "\(operatorName) \(key): expected \(expectedText), actual \(actualText): \(reason)"
    }
}

extension FailedCondition {
    init(_ clause: ConditionClause, keys: ContextKeys) {
        operatorName = clause.operatorName
        key = clause.key
        actual = keys.values(of: clause.test.key)
        let hasVariables = !clause.variables.isEmpty
        expected = clause.values.map { hasVariables ? Self.replacingVariables(in: $0, keys) : $0 }
        reason = Self.reason(for: clause, actual: actual, keys: keys)
    }

    /// What is longer is shown as it stands in the policy.
    private static let longestShown = 4_096

    private static func replacingVariables(in value: String, _ keys: ContextKeys) -> String {
        PatternTemplate(value, variables: true, wildcards: false).text(keys, longest: longestShown) ?? value
    }

    private static func reason(for clause: ConditionClause, actual: [String]?, keys: ContextKeys) -> String {
        guard let conditionOperator = clause.conditionOperator else { return "the operator is unknown" }
        if let unresolved = clause.variables.first(where: { $0.value(in: keys) == nil }) {
            return "the variable ${\(unresolved.name)} has no value"
        }
        guard let actual else { return "the key is absent" }
        if conditionOperator.comparison == .null { return "the key is present" }
        if actual.count > 1, conditionOperator.setQualifier == nil {
            return "the key has several values, which needs ForAllValues or ForAnyValue"
        }
        if !actual.allSatisfy(conditionOperator.comparison.reads) {
            return "the request's value is not of the operator's type"
        }
        if clause.comparands.contains(.invalid) { return "the policy's value is not of the operator's type" }
        return conditionOperator.comparison.isNegated ? "a value matches" : "no value matches"
    }
}
