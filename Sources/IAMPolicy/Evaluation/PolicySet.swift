/// All policies that have a say in a request.
///
/// ```swift
/// let policies = PolicySet(identity: [AttachedPolicy(name: "operator", document: policy)])
/// let decision = policies.evaluate(request)
/// ```
public struct PolicySet: Hashable, Sendable {
    /// Policies of the caller: managed and inline ones, for users those of their groups as well.
    public var identity: [AttachedPolicy] {
        get { identityList.policies }
        set { identityList = PolicyList(newValue) }
    }
    /// The resource's policy; for `sts:AssumeRole…` the role's trust policy.
    public var resource: AttachedPolicy?
    /// The session's policies, which together include what any of them allows; empty when none was passed.
    public var session: [AttachedPolicy]
    /// The permissions boundary; empty when there is none.
    public var boundaries: [AttachedPolicy]
    /// Service control policies, one list for each level of the organisation; each level must allow.
    public var serviceControl: [[AttachedPolicy]]
    /// ``identity`` with what was made to look them up.
    private(set) var identityList: PolicyList

    /// Collects policies.
    public init(
        identity: [AttachedPolicy] = [], resource: AttachedPolicy? = nil, session: [AttachedPolicy] = [],
        boundaries: [AttachedPolicy] = [], serviceControl: [[AttachedPolicy]] = []
    ) {
        identityList = PolicyList(identity)
        self.resource = resource
        self.session = session
        self.boundaries = boundaries
        self.serviceControl = serviceControl
    }

    /// Collects policies, those of the caller from a list that is kept for many requests.
    public init(
        identity: PolicyList, resource: AttachedPolicy? = nil, session: [AttachedPolicy] = [],
        boundaries: [AttachedPolicy] = [], serviceControl: [[AttachedPolicy]] = []
    ) {
        self.init(resource: resource, session: session, boundaries: boundaries, serviceControl: serviceControl)
        identityList = identity
    }

    /// Decides about a request: an explicit deny wins, then what is granted counts as far as no limit stands against it,
    /// and the rest is denied implicitly (user guide, "Policy Evaluation Logic").
    public func evaluate(_ context: RequestContext) -> PolicyDecision {
        Evaluation(policies: self, context: context).decide()
    }

    /// Whether the service control policies allow a request, whatever other policies say; `nil` when there are none.
    package func allowsWithinOrganization(_ context: RequestContext) -> Bool? {
        guard !serviceControl.isEmpty else { return nil }
        let request = EvaluationRequest(context)
        for level in serviceControl {
            let outcome = PolicyOutcome(.serviceControl, of: level, request, of: context, .ignored)
            if outcome.isDenied || !outcome.isAllowed { return false }
        }
        return true
    }

    /// How the resource's policy takes principals.
    func resourceRule(for context: RequestContext) -> PolicyStatement.PrincipalRule {
        PolicyStatement.PrincipalRule(
            isRequired: true, notPrincipalDeniesAll: !boundaries.isEmpty && context.principal.isIAMEntity)
    }

    /// All policies, in the order in which explanations list them.
    package var attached: [AttachedPolicy] { all.map(\.policy) }

    /// All policies with their types, in the order in which explanations list them.
    var all: [(type: PolicyType, policy: AttachedPolicy)] {
        identity.map { (.identity, $0) } + (resource.map { [(.resource, $0)] } ?? [])
            + session.map { (.session, $0) } + boundaries.map { (.permissionsBoundary, $0) }
            + serviceControl.joined().map { (.serviceControl, $0) }
    }
}
