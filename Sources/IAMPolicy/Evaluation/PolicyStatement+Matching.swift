import Encodings

extension PolicyStatement {
    /// How a statement takes principals.
    struct PrincipalRule {
        /// Whether the statement must name the caller: in resource and trust policies.
        let isRequired: Bool
        /// Whether `NotPrincipal` with `Deny` meets every caller, named or not, because it has a permissions boundary.
        let notPrincipalDeniesAll: Bool

        static let ignored = PrincipalRule(isRequired: false, notPrincipalDeniesAll: false)
    }

    /// How closely the statement names the caller when it applies to the request, `.none` when it does not apply.
    func match(
        _ request: borrowing EvaluationRequest, of context: RequestContext, _ rule: PrincipalRule
    ) -> PrincipalMatch {
        guard matchesAction(request) else { return .none }
        let principalMatch = rule.isRequired ? matchPrincipal(context.principal, rule) : .direct
        guard principalMatch != .none,
            matchesResource(request, context.keys, mayBeMissing: rule.isRequired)
        else { return .none }
        for test in conditionTests where !test.holds(for: context.keys) { return .none }
        return principalMatch
    }

    /// Whether an action is the statement's, whoever asks and whatever its conditions say.
    package func speaks(ofAction action: String) -> Bool { action.asciiLowercased.withBytes(matchesAction) }

    /// Whether a resource is the statement's; where statements name principals, one without resources speaks of all.
    package func speaks(ofResource resource: String, keys: ContextKeys) -> Bool {
        guard hasResourceElement else { return principal != nil }
        let text = ARNText(resource)
        return patterns.includes(resource: text, keys: keys) != isNotResource
    }

    func matchesAction(_ request: borrowing EvaluationRequest) -> Bool {
        request.action.withBytes(matchesAction)
    }

    /// - Parameter action: in lower case.
    func matchesAction(_ action: UnsafeBufferPointer<UInt8>) -> Bool {
        hasActionElement && patterns.includes(action: action) != isNotAction
    }

    func matchesResource(
        _ request: borrowing EvaluationRequest, _ keys: ContextKeys, mayBeMissing: Bool
    ) -> Bool {
        guard hasResourceElement else { return mayBeMissing }
        return patterns.includes(resource: request.resource, keys: keys) != isNotResource
    }

    func matchPrincipal(_ caller: Principal, _ rule: PrincipalRule) -> PrincipalMatch {
        guard let principal else { return .none }
        guard principal.isNegated else { return principal.closestMatch(with: caller) }
        let isExempt =
            effect == .deny
            ? !rule.notPrincipalDeniesAll && principal.listsEveryLevel(of: caller)
            : principal.closestMatch(with: caller) != .none
        return isExempt ? .none : .everyone
    }
}
