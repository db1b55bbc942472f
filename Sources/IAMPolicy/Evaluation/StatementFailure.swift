/// Why a statement did not apply to a request.
public struct StatementFailure: Hashable, Sendable {
    /// The policy's part in the decision.
    public let policyType: PolicyType
    /// The policy's name.
    public let policyName: String
    /// The statement.
    public let statement: PolicyStatement
    /// Whether its actions include the request's.
    public let matchesAction: Bool
    /// Whether it is about the caller; always so in policies without principals.
    public let matchesPrincipal: Bool
    /// Whether its resources include the request's.
    public let matchesResource: Bool
    /// The conditions that do not hold.
    public let failedConditions: [FailedCondition]
}

extension StatementFailure: CustomStringConvertible {
    /// The statement and the reasons in one line.
    public var description: String {
        "\(statement.title) of \(policyType.title) \"\(policyName)\": \(reasons.joined(separator: "; "))"
    }

    private var reasons: [String] {
        var reasons: [String] = []
        if !matchesAction { reasons.append("another action") }
        if !matchesPrincipal {
            reasons.append(statement.principal == nil ? "no Principal element" : "another principal")
        }
        if !matchesResource { reasons.append("another resource") }
        return reasons + failedConditions.map(\.description)
    }
}
