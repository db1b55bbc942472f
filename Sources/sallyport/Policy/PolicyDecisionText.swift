import IAMPolicy

/// Writes a decision as JSON.
enum PolicyDecisionText {
    static func json(_ decision: PolicyDecision, explain: Bool) -> JSONText {
        var members: [(String, JSONText)] = [
            ("decision", .string(decision.effect.rawValue)),
            ("matchedStatements", .array(decision.matchedStatements.map(json))),
            ("blockedBy", .strings(decision.blockedBy.map(\.rawValue))),
            ("note", .optional(decision.note)),
        ]
        if explain {
            members.append(("explanation", .string(decision.explanation)))
            members.append(("notApplied", .array(decision.failures.map(json))))
        }
        return .object(members)
    }

    private static func json(_ matched: MatchedStatement) -> JSONText {
        .object([
            ("policyType", .string(matched.policyType.rawValue)),
            ("policy", .string(matched.policyName)),
            ("sid", .optional(matched.statement.sid)),
            ("effect", .string(matched.statement.effect.rawValue)),
            ("start", .position(matched.start)),
            ("end", .position(matched.end)),
        ])
    }

    private static func json(_ failure: StatementFailure) -> JSONText {
        .object([
            ("policyType", .string(failure.policyType.rawValue)),
            ("policy", .string(failure.policyName)),
            ("statement", .integer(failure.statement.index + 1)),
            ("sid", .optional(failure.statement.sid)),
            ("matchesAction", .bool(failure.matchesAction)),
            ("matchesPrincipal", .bool(failure.matchesPrincipal)),
            ("matchesResource", .bool(failure.matchesResource)),
            ("failedConditions", .array(failure.failedConditions.map(json))),
        ])
    }

    private static func json(_ condition: FailedCondition) -> JSONText {
        .object([
            ("operator", .string(condition.operatorName)),
            ("key", .string(condition.key)),
            ("expected", .strings(condition.expected)),
            ("actual", condition.actual.map(JSONText.strings) ?? .null),
            ("reason", .string(condition.reason)),
        ])
    }
}
