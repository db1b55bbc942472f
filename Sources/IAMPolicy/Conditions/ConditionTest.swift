import Encodings

/// A test of a `Condition` element, compiled: an object, so that to ask it copies nothing.
final class ConditionTest: Sendable {
    /// `nil` when the operator is unknown, and the test then never holds.
    let conditionOperator: ConditionOperator?
    let key: ContextKeys.Name
    let comparands: [Comparand]
    /// Whether texts are compared byte by byte, which needs no reading of the request's values.
    private let comparesTexts: Bool
    /// Whether there is one value, a text or pattern without variables, as in most tests: ``onlyText``.
    private let hasOnlyText: Bool
    /// No optional, since that would be copied to be asked.
    private let onlyText: WildcardPattern

    init(_ conditionOperator: ConditionOperator?, key: String, values: [String], variablesEnabled: Bool) {
        self.conditionOperator = conditionOperator
        self.key = ContextKeys.Name(key)
        comparands =
            conditionOperator.map { known in
                values.map { Comparand($0, for: known.comparison, variablesEnabled: variablesEnabled) }
            } ?? []
        switch conditionOperator?.comparison {
        case .stringEquals, .stringNotEquals, .stringLike, .stringNotLike: comparesTexts = true
        default: comparesTexts = false
        }
        if comparands.count == 1, case .pattern(.constant(let pattern)) = comparands[0] {
            (hasOnlyText, onlyText) = (true, pattern)
        } else {
            (hasOnlyText, onlyText) = (false, WildcardPattern(exactly: []))
        }
    }

    /// Whether the test holds for the keys of a request.
    func holds(for keys: ContextKeys) -> Bool {
        guard let conditionOperator else { return false }
        let requestValues = keys.values(of: key)
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
        if hasOnlyText { return requestValue.withBytes { onlyText.matches($0) } != comparison.isNegated }
        if comparesTexts {
            return requestValue.withBytes { holds(forText: $0, isNegated: comparison.isNegated, keys) }
        }
        let value = RequestValue(requestValue, for: comparison)
        if comparison.isNegated {
            return comparands.allSatisfy { $0.matches(value, comparison, keys) == false }
        }
        return comparands.contains { $0.matches(value, comparison, keys) == true }
    }

    private func holds(forText text: UnsafeBufferPointer<UInt8>, isNegated: Bool, _ keys: ContextKeys) -> Bool {
        for index in comparands.indices {
            let matches = comparands[index].matches(text, keys)
            if isNegated, matches != false { return false }
            if !isNegated, matches == true { return true }
        }
        return isNegated
    }
}
