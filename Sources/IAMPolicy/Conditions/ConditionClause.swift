/// One test of a `Condition` element: an operator, a key, and the values to compare with.
public struct ConditionClause: Hashable, Sendable {
    /// The operator as it is written.
    public let operatorName: String
    /// The key as it is written.
    public let key: String
    /// The values as they are written, numbers and Booleans as text.
    public let values: [String]
    /// Where the operator's name and the key stand.
    package let operatorOffset: Int
    package let keyOffset: Int

    let test: ConditionTest

    init(
        operatorName: String, key: String, values: [String], operatorOffset: Int, keyOffset: Int, variablesEnabled: Bool
    ) {
        self.operatorName = operatorName
        self.key = key
        self.values = values
        self.operatorOffset = operatorOffset
        self.keyOffset = keyOffset
        test = ConditionTest(
            ConditionOperator(operatorName), key: key, values: values, variablesEnabled: variablesEnabled)
    }

    /// The operator; `nil` when its name is unknown, and the clause then never holds.
    public var conditionOperator: ConditionOperator? { test.conditionOperator }
    /// Whether the test holds for these keys.
    package func holds(for keys: ContextKeys) -> Bool { test.holds(for: keys) }
    /// The key in lower case.
    var lookupKey: String { test.key.text }
    var comparands: [Comparand] { test.comparands }

    /// The variables in the values.
    var variables: [PatternTemplate.Variable] {
        comparands.flatMap(\.variables)
    }
}

extension ConditionClause {
    /// Whether two clauses say the same in the same place; the rest is made of that.
    public static func == (left: ConditionClause, right: ConditionClause) -> Bool {
        left.operatorOffset == right.operatorOffset && left.keyOffset == right.keyOffset
            && left.operatorName == right.operatorName && left.key == right.key && left.values == right.values
            && left.test.comparands == right.test.comparands
    }

    /// Hashes operator, key and values.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(operatorName)
        hasher.combine(key)
        hasher.combine(values)
    }
}
