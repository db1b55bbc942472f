import Encodings

/// One test of a `Condition` element: an operator, a key, and the values to compare with.
public struct ConditionClause: Hashable, Sendable {
    /// The operator; `nil` when its name is unknown, and the clause then never holds.
    public let conditionOperator: ConditionOperator?
    /// The operator as it is written.
    public let operatorName: String
    /// The key as it is written.
    public let key: String
    /// The values as they are written, numbers and Booleans as text.
    public let values: [String]
    /// Where the operator's name and the key stand.
    package let operatorOffset: Int
    package let keyOffset: Int

    let lookupKey: String
    let comparands: [Comparand]

    init(
        operatorName: String, key: String, values: [String], operatorOffset: Int, keyOffset: Int, variablesEnabled: Bool
    ) {
        self.operatorName = operatorName
        self.key = key
        self.values = values
        self.operatorOffset = operatorOffset
        self.keyOffset = keyOffset
        let parsed = ConditionOperator(operatorName)
        conditionOperator = parsed
        lookupKey = key.asciiLowercased
        comparands =
            parsed.map { known in
                values.map { Comparand($0, for: known.comparison, variablesEnabled: variablesEnabled) }
            } ?? []
    }

    /// Whether the clause holds for the keys of a request.
    func holds(for keys: ContextKeys) -> Bool {
        guard let conditionOperator else { return false }
        let requestValues = keys.values(forLowercased: lookupKey)
        if conditionOperator.comparison == .null {
            return comparands.contains(.bool(requestValues == nil))
        }
        guard let requestValues else { return holdsForAbsentKey(conditionOperator) }
        switch conditionOperator.setQualifier {
        case nil:
            return requestValues.count == 1 && holds(for: requestValues[0], conditionOperator.comparison, keys)
        case .forAllValues:
            return requestValues.allSatisfy { holds(for: $0, conditionOperator.comparison, keys) }
        case .forAnyValue:
            return requestValues.contains { holds(for: $0, conditionOperator.comparison, keys) }
        }
    }

    private func holdsForAbsentKey(_ conditionOperator: ConditionOperator) -> Bool {
        if conditionOperator.ifExists { return true }
        switch conditionOperator.setQualifier {
        case .forAllValues: return true
        case .forAnyValue: return false
        case nil: return conditionOperator.comparison.isNegated
        }
    }

    private func holds(
        for requestValue: String, _ comparison: ConditionOperator.Comparison, _ keys: ContextKeys
    ) -> Bool {
        let value = RequestValue(requestValue, for: comparison)
        if comparison.isNegated {
            return comparands.allSatisfy { $0.matches(value, comparison, keys) == false }
        }
        return comparands.contains { $0.matches(value, comparison, keys) == true }
    }

    /// The variables in the values.
    var variables: [PatternTemplate.Variable] {
        comparands.flatMap(\.variables)
    }
}
