import Encodings

extension PolicyValidator {
    func conditionWarnings(_ statement: PolicyStatement) -> [PolicyFinding] {
        let present = Set(statement.conditions.filter(\.asksForPresence).map { ExactText($0.lookupKey) })
        return statement.conditions.flatMap { clause -> [PolicyFinding] in
            guard let conditionOperator = clause.conditionOperator else { return [] }
            let mayBeAbsent = statement.effect == .allow && !present.contains(ExactText(clause.lookupKey))
            return nameWarnings(clause, conditionOperator) + keyWarnings(clause, conditionOperator)
                + valueWarnings(clause, conditionOperator)
                + (mayBeAbsent ? forAllValuesWarnings(clause, conditionOperator) : [])
                + clause.values.flatMap { variableWarnings($0, at: clause.keyOffset) }
        }
    }

    /// An operator that older pages of the user guide call otherwise.
    private func nameWarnings(_ clause: ConditionClause, _ conditionOperator: ConditionOperator) -> [PolicyFinding] {
        guard clause.operatorName != conditionOperator.description else { return [] }
        let message = "\(clause.operatorName) is taken for \(conditionOperator): IAM may refuse the other name."
        return [warning(.operatorName, message, at: clause.operatorOffset)]
    }

    private func keyWarnings(_ clause: ConditionClause, _ conditionOperator: ConditionOperator) -> [PolicyFinding] {
        guard let key = ConditionKey(clause.lookupKey) else {
            guard ConditionKey.isUnknown(clause.lookupKey) else { return [] }
            return [warning(.unknownKey, "\"\(clause.key)\" is not a known condition key.", at: clause.keyOffset)]
        }
        var findings: [PolicyFinding] = []
        if !key.type.fits(conditionOperator.comparison.valueType) {
            let message = "\(clause.operatorName) does not fit \(clause.key), whose values are \(key.type.plural)."
            findings.append(warning(.operatorType, message, at: clause.keyOffset))
        }
        if key.isList, conditionOperator.setQualifier == nil, conditionOperator.comparison != .null {
            let message =
                "\(clause.key) may have several values, and \(clause.operatorName) then does not match: "
                + "use ForAnyValue or ForAllValues."
            findings.append(warning(.operatorType, message, at: clause.keyOffset))
        }
        return findings
    }

    private func valueWarnings(_ clause: ConditionClause, _ conditionOperator: ConditionOperator) -> [PolicyFinding] {
        var findings: [PolicyFinding] = []
        for (value, comparand) in zip(clause.values, clause.comparands) {
            if comparand == .invalid, conditionOperator.comparison.valueType != .date {
                let message = "\(clause.operatorName) can never match \"\(value)\"."
                findings.append(warning(.conditionValue, message, at: clause.keyOffset))
            }
            let comparesLiterally =
                conditionOperator.comparison == .stringEquals || conditionOperator.comparison == .stringNotEquals
            if comparesLiterally, value.utf8.contains(ASCII.asterisk), !value.utf8.contains(ASCII.dollar) {
                let message =
                    "\(clause.operatorName) takes the asterisk of \"\(value)\" literally: use StringLike for patterns."
                findings.append(warning(.conditionValue, message, at: clause.keyOffset))
            }
        }
        return findings
    }

    /// `ForAllValues` with `Allow` holds when the key is absent, unless a `Null` test asks for its presence.
    private func forAllValuesWarnings(
        _ clause: ConditionClause, _ conditionOperator: ConditionOperator
    ) -> [PolicyFinding] {
        guard conditionOperator.setQualifier == .forAllValues else { return [] }
        let message =
            "\(clause.operatorName) holds as well when \(clause.key) is absent: add \"Null\": {\"\(clause.key)\": \"false\"}."
        return [warning(.forAllValues, message, at: clause.keyOffset)]
    }
}

extension ConditionClause {
    /// Whether it is a `Null` test that holds when the key is there.
    fileprivate var asksForPresence: Bool {
        conditionOperator?.comparison == .null && comparands == [.bool(false)]
    }
}
