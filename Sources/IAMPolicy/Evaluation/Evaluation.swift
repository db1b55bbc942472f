/// One request against all policies.
struct Evaluation: ~Copyable {
    private let policies: PolicySet
    private let context: RequestContext
    private let request: EvaluationRequest
    private let identity: PolicyOutcome
    private let resource: PolicyOutcome
    private let session: PolicyOutcome
    private let boundary: PolicyOutcome
    private let serviceControl: [PolicyOutcome]

    init(policies: PolicySet, context: RequestContext) {
        request = EvaluationRequest(context)
        self.policies = policies
        self.context = context
        identity = PolicyOutcome(.identity, of: policies.identityList, request, of: context, .ignored)
        resource = PolicyOutcome(
            .resource, of: policies.resource.map { [$0] } ?? [], request, of: context,
            policies.resourceRule(for: context))
        session = PolicyOutcome(.session, of: policies.session, request, of: context, .ignored)
        boundary = PolicyOutcome(.permissionsBoundary, of: policies.boundaries, request, of: context, .ignored)
        var levels: [PolicyOutcome] = []
        for level in policies.serviceControl {
            levels.append(PolicyOutcome(.serviceControl, of: level, request, of: context, .ignored))
        }
        serviceControl = levels
    }

    func decide() -> PolicyDecision {
        let grant = Grant(self)
        let limits = grant.isGranted ? limitingTypes(for: grant) : []
        if isDenied {
            let denying = ([identity, resource, session, boundary] + serviceControl).filter(\.isDenied)
            let blockers = grant.isGranted ? orderedTypes(denying.map(\.type) + limits) : []
            return decision(.explicitlyDenied, denying.flatMap(\.denies), blockers)
        }
        guard grant.isGranted, limits.isEmpty else {
            return decision(.implicitlyDenied, [], orderedTypes(limits), note: grant.note)
        }
        return decision(.allowed, identity.allows + resource.allows, [])
    }

    private var isDenied: Bool {
        identity.isDenied || resource.isDenied || session.isDenied || boundary.isDenied
            || serviceControl.contains { $0.isDenied }
    }

    /// The limits that do not include the request.
    private func limitingTypes(for grant: Grant) -> [PolicyType] {
        var types: [PolicyType] = []
        guard context.principal.isKnownToAccount else { return types }
        if !policies.session.isEmpty, !session.isAllowed, !grant.passesSessionAndBoundary { types.append(.session) }
        if !policies.boundaries.isEmpty, !boundary.isAllowed, !grant.passesSessionAndBoundary {
            types.append(.permissionsBoundary)
        }
        if serviceControl.contains(where: { !$0.isAllowed }) { types.append(.serviceControl) }
        return types
    }

    private func orderedTypes(_ types: [PolicyType]) -> [PolicyType] {
        PolicyType.allCases.filter(types.contains)
    }

    private func decision(
        _ effect: PolicyDecision.Effect, _ matched: [MatchedStatement], _ blockers: [PolicyType], note: String? = nil
    ) -> PolicyDecision {
        PolicyDecision(
            effect: effect, matchedStatements: matched, blockedBy: blockers, note: note, context: context,
            asked: .all(policies))
    }
}

extension Evaluation {
    /// What identity and resource policies grant together, before any limit and any explicit deny.
    struct Grant {
        /// Whether the request is granted.
        let isGranted: Bool
        /// Whether the resource's policy names the caller itself or everyone, which session policies and permissions
        /// boundaries do not limit within an account.
        let passesSessionAndBoundary: Bool
        /// Why it is not granted whatever the policies say.
        let note: String?

        init(_ evaluation: borrowing Evaluation) {
            let named = evaluation.resource.closestAllow
            note = ServiceRules.refusal(of: evaluation.request, evaluation.context)
            guard note == nil else {
                isGranted = false
                passesSessionAndBoundary = false
                return
            }
            guard evaluation.context.principal.isKnownToAccount else {
                isGranted = named != .none
                passesSessionAndBoundary = true
                return
            }
            let isRoot = if case .account = evaluation.context.principal { true } else { false }
            let grantedToIdentity = isRoot || evaluation.identity.isAllowed
            guard evaluation.context.isWithinAccount else {
                isGranted = grantedToIdentity && named != .none
                passesSessionAndBoundary = false
                return
            }
            passesSessionAndBoundary = named >= .everyone
            let isDelegated =
                named != .none || !ServiceRules.requiresResourcePolicy(evaluation.request, evaluation.context)
            isGranted = named >= .role || grantedToIdentity && isDelegated
        }
    }
}

extension Principal {
    /// Whether the caller acts for an account, so that policies other than the resource's count.
    var isKnownToAccount: Bool {
        switch self {
        case .account, .user, .role, .assumedRole, .federatedUser: true
        case .anonymous, .samlProvider, .webIdentityProvider, .service, .canonicalUser: false
        }
    }

    /// Whether the caller is a user, a role or a session, which may have a permissions boundary.
    var isIAMEntity: Bool {
        switch self {
        case .user, .role, .assumedRole, .federatedUser: true
        default: false
        }
    }
}

extension RequestContext {
    /// Whether caller and resource belong to one account.
    var isWithinAccount: Bool {
        guard let caller = principal.arn else { return false }
        let arn = ARN(resource)
        if let arn, !arn.isOfSamePartition(as: caller) { return false }
        if let resourceAccount { return resourceAccount == caller.accountID }
        guard let account = arn?.accountID, Principal.isAccountID(account) else { return true }
        return account == caller.accountID
    }
}
