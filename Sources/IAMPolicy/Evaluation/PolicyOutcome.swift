/// What policies of one type say about a request.
struct PolicyOutcome {
    struct Hit {
        let policy: AttachedPolicy
        let statement: Int
    }

    private(set) var allows: [Hit] = []
    private(set) var denies: [Hit] = []
    /// How closely an allowing statement names the caller.
    private(set) var closestAllow = PrincipalMatch.none

    init(_ policies: [AttachedPolicy], _ request: EvaluationRequest, _ rule: PolicyStatement.PrincipalRule) {
        for policy in policies {
            for (index, statement) in policy.document.statements.enumerated() {
                let match = statement.match(request, rule)
                guard match != .none else { continue }
                if statement.effect == .deny {
                    denies.append(Hit(policy: policy, statement: index))
                } else {
                    allows.append(Hit(policy: policy, statement: index))
                    closestAllow = max(closestAllow, match)
                }
            }
        }
    }

    var isAllowed: Bool { !allows.isEmpty }
    var isDenied: Bool { !denies.isEmpty }
}
