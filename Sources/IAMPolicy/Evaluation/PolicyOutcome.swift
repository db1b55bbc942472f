/// What policies of one type say about a request.
struct PolicyOutcome {
    struct Hit {
        let policy: AttachedPolicy
        /// The policy's place among those of its list.
        let place: Int
        let statement: Int
    }

    private(set) var allows: [Hit] = []
    private(set) var denies: [Hit] = []
    /// How closely an allowing statement names the caller.
    private(set) var closestAllow = PrincipalMatch.none

    init(_ policies: [AttachedPolicy], _ request: EvaluationRequest, _ rule: PolicyStatement.PrincipalRule) {
        for (place, policy) in policies.enumerated() {
            for (index, statement) in policy.document.statements.enumerated() {
                let match = statement.match(request, rule)
                guard match != .none else { continue }
                let hit = Hit(policy: policy, place: place, statement: index)
                if statement.effect == .deny {
                    denies.append(hit)
                } else {
                    allows.append(hit)
                    closestAllow = max(closestAllow, match)
                }
            }
        }
    }

    var isAllowed: Bool { !allows.isEmpty }
    var isDenied: Bool { !denies.isEmpty }
}
