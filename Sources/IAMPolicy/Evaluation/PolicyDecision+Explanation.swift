import Encodings

extension PolicyDecision {
    /// The statements that did not apply, and why; worked out when asked for.
    public var failures: [StatementFailure] {
        let request = EvaluationRequest(context)
        var failures: [StatementFailure] = []
        for (type, policy) in policies.all {
            let rule = type == .resource ? policies.resourceRule(for: context) : .ignored
            for statement in policy.document.statements where statement.match(request, of: context, rule) == .none {
                failures.append(
                    StatementFailure(
                        type: type, policy: policy, statement: statement, request: request, context: context, rule: rule
                    ))
            }
        }
        return failures
    }

    /// The statements that apply to the request, those that did not decide among them, each with its policy.
    package var appliedStatements: [(policy: AttachedPolicy, statement: PolicyStatement)] {
        let request = EvaluationRequest(context)
        var applied: [(policy: AttachedPolicy, statement: PolicyStatement)] = []
        for (type, policy) in policies.all {
            let rule = type == .resource ? policies.resourceRule(for: context) : .ignored
            for statement in policy.document.statements
            where statement.match(request, of: context, rule) != .none {
                applied.append((policy, statement))
            }
        }
        return applied
    }

    /// The decision in words: what decided, and for a refusal which statements came near and what failed in them.
    public var explanation: String { explanationLines.joined(separator: "\n") }

    /// The lines of the explanation; no text of a policy or request can make a line of its own.
    package var explanationLines: [String] {
        let request = "\(context.action) on \(context.resource) by \(context.principal)"
        var lines: [String]
        switch effect {
        case .allowed:
            lines = ["Allowed: \(request)"] + matchedStatements.map { "  allowed by \($0)" }
        case .explicitlyDenied:
            lines = ["Explicitly denied: \(request)"] + matchedStatements.map { "  denied by \($0)" }
        case .implicitlyDenied:
            lines = ["Implicitly denied: \(request)"] + implicitReasons
        }
        return lines.map { $0.printable(limit: Self.longestLine) }
    }

    private static let longestLine = 100_000

    private var implicitReasons: [String] {
        var lines: [String] = []
        if let note { lines.append("  \(note)") }
        lines += blockedBy.map { "  granted, but not included in the \($0.title)" }
        if note == nil, blockedBy.isEmpty { lines += halfGrants }
        let failures = failures.filter { $0.statement.effect == .allow }
        let near = failures.filter { $0.matchesAction && $0.matchesPrincipal && $0.matchesResource }
        lines += (near.isEmpty ? failures : near).map { "  \($0)" }
        return lines.isEmpty ? ["  no policy has a statement that allows it"] : lines
    }
}

extension PolicyDecision {
    /// That one side allows what both have to: a role is entered by its trust policy as well, a key used by its key policy, and
    /// what belongs to another account by that account's policy.
    fileprivate var halfGrants: [String] {
        let request = EvaluationRequest(context)
        for (type, policy) in policies.all where type == .identity || type == .resource {
            let rule = type == .resource ? policies.resourceRule(for: context) : .ignored
            for statement in policy.document.statements
            where statement.effect == .allow && statement.match(request, of: context, rule) != .none {
                return [
                    type == .identity
                        ? "  identity policies allow it, and the policy of the resource itself has to allow it as well"
                        : "  the policy of the resource allows it, and identity policies of the caller have to as well"
                ]
            }
        }
        return []
    }
}

extension PolicyDecision: CustomStringConvertible {
    /// The explanation.
    public var description: String { explanation }
}

extension StatementFailure {
    init(
        type: PolicyType, policy: AttachedPolicy, statement: PolicyStatement, request: borrowing EvaluationRequest,
        context: RequestContext, rule: PolicyStatement.PrincipalRule
    ) {
        policyType = type
        policyName = policy.name
        self.statement = statement
        matchesAction = statement.matchesAction(request)
        matchesPrincipal =
            !rule.isRequired || statement.matchPrincipal(context.principal, rule) != .none
        let keys = context.keys
        matchesResource = statement.matchesResource(request, keys, mayBeMissing: rule.isRequired)
        failedConditions = statement.conditions.filter { !$0.test.holds(for: keys) }
            .map { FailedCondition($0, keys: keys) }
    }
}
