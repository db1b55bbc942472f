import Encodings
import IAMPolicy

/// Writes a decision as JSON.
enum PolicyDecisionText {
    static func json(_ decision: PolicyDecision, explain: Bool) -> JSONValue {
        var members: [JSONMember] = [
            JSONMember("decision", .string(decision.effect.rawValue)),
            JSONMember("matchedStatements", .array(decision.matchedStatements.map(json))),
            JSONMember("blockedBy", .strings(decision.blockedBy.map(\.rawValue))),
            JSONMember("note", .optional(decision.note)),
        ]
        if explain {
            members.append(JSONMember("explanation", .string(decision.explanation)))
            members.append(JSONMember("notApplied", .array(decision.failures.map(json))))
        }
        return .object(members)
    }

    private static func json(_ matched: MatchedStatement) -> JSONValue {
        .object([
            JSONMember("policyType", .string(matched.policyType.rawValue)),
            JSONMember("policy", .string(matched.policyName)),
            JSONMember("sid", .optional(matched.statement.sid)),
            JSONMember("effect", .string(matched.statement.effect.rawValue)),
            JSONMember("start", .position(matched.start)),
            JSONMember("end", .position(matched.end)),
        ])
    }

    private static func json(_ failure: StatementFailure) -> JSONValue {
        .object([
            JSONMember("policyType", .string(failure.policyType.rawValue)),
            JSONMember("policy", .string(failure.policyName)),
            JSONMember("statement", .integer(Int64(failure.statement.index + 1))),
            JSONMember("sid", .optional(failure.statement.sid)),
            JSONMember("matchesAction", .bool(failure.matchesAction)),
            JSONMember("matchesPrincipal", .bool(failure.matchesPrincipal)),
            JSONMember("matchesResource", .bool(failure.matchesResource)),
            JSONMember("failedConditions", .array(failure.failedConditions.map(json))),
        ])
    }

    private static func json(_ condition: FailedCondition) -> JSONValue {
        .object([
            JSONMember("operator", .string(condition.operatorName)),
            JSONMember("key", .string(condition.key)),
            JSONMember("expected", .strings(condition.expected)),
            JSONMember("actual", condition.actual.map(JSONValue.strings) ?? .null),
            JSONMember("reason", .string(condition.reason)),
        ])
    }
}
