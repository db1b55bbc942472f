/// What policies of one type say about a request.
struct PolicyOutcome {
    let type: PolicyType
    private(set) var allows: [MatchedStatement] = []
    private(set) var denies: [MatchedStatement] = []
    /// How closely an allowing statement names the caller.
    private(set) var closestAllow = PrincipalMatch.none

    init(
        _ type: PolicyType, of list: PolicyList, _ request: borrowing EvaluationRequest, of context: RequestContext,
        _ rule: PolicyStatement.PrincipalRule
    ) {
        self.type = type
        guard let joint = list.joint, let candidates = joint.index.candidates(for: request, by: context.principal, rule)
        else {
            for (place, policy) in list.policies.enumerated() { add(policy, at: place, request, of: context, rule) }
            return
        }
        for candidate in candidates {
            let (place, statement) = joint.statements[candidate]
            add(statement, of: list.policies[place], at: place, request, of: context, rule)
        }
    }

    init(
        _ type: PolicyType, of policies: [AttachedPolicy], _ request: borrowing EvaluationRequest,
        of context: RequestContext, _ rule: PolicyStatement.PrincipalRule
    ) {
        self.type = type
        for (place, policy) in policies.enumerated() { add(policy, at: place, request, of: context, rule) }
    }

    init(
        _ type: PolicyType, of policy: AttachedPolicy, _ request: borrowing EvaluationRequest,
        of context: RequestContext, _ rule: PolicyStatement.PrincipalRule
    ) {
        self.type = type
        add(policy, at: 0, request, of: context, rule)
    }

    private mutating func add(
        _ policy: AttachedPolicy, at place: Int, _ request: borrowing EvaluationRequest, of context: RequestContext,
        _ rule: PolicyStatement.PrincipalRule
    ) {
        let statements = policy.document.statements
        if let index = policy.document.index,
            let candidates = index.candidates(for: request, by: context.principal, rule)
        {
            for candidate in candidates {
                add(statements[candidate], of: policy, at: place, request, of: context, rule)
            }
        } else {
            for statement in statements { add(statement, of: policy, at: place, request, of: context, rule) }
        }
    }

    /// Adds a statement if it applies.
    private mutating func add(
        _ statement: PolicyStatement, of policy: AttachedPolicy, at place: Int, _ request: borrowing EvaluationRequest,
        of context: RequestContext, _ rule: PolicyStatement.PrincipalRule
    ) {
        let match = statement.match(request, of: context, rule)
        guard match != .none else { return }
        let matched = MatchedStatement(
            policyType: type, policyName: policy.name, statement: statement, document: policy.document, place: place)
        if statement.effect == .deny {
            denies.append(matched)
        } else {
            // Mostly the only one: an array is made for one then, and not for a few.
            if allows.isEmpty { allows = [matched] } else { allows.append(matched) }
            closestAllow = max(closestAllow, match)
        }
    }

    var isAllowed: Bool { !allows.isEmpty }
    var isDenied: Bool { !denies.isEmpty }
}
