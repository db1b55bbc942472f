public import IAMPolicy

/// Holds the policies of a role against what a state machine needs.
public struct RoleCheck: Sendable {
    /// Something that the role lacks.
    public struct Gap: Hashable, Sendable {
        /// What it is needed for.
        public let purpose: RequiredAccess.Purpose
        /// The action.
        public let action: String
        /// On what, as policies write it.
        public let resource: String
        /// The states that need it.
        public let states: [String]
    }

    /// A wildcard that grants more than is needed.
    public struct Surplus: Hashable, Sendable {
        /// The name of the policy.
        public let policy: String
        /// The action or resource as it is written.
        public let text: String
        /// Where it stands.
        public let position: SourcePosition
    }

    /// What the role lacks; empty when it has all that is needed.
    public let gaps: [Gap]
    /// What it has beyond.
    public let surpluses: [Surplus]

    /// Asks the policies of a role, all of them together, for each action that the state machine needs.
    ///
    /// A resource that the input tells may be any, so that a policy that names some of them leaves a gap.
    public init(_ policies: [AttachedPolicy], against required: StateMachinePolicy) {
        let set = PolicySet(identity: policies)
        var gaps: [Gap] = []
        var needed: Set<StatementPlace> = []
        for need in required.access {
            for resource in need.resources {
                let decision = set.evaluate(Self.request(for: need, on: resource, in: required.place))
                if resource == "*" { needed.formUnion(decision.matchedStatements.map(StatementPlace.init)) }
                guard !decision.isAllowed else { continue }
                gaps += need.purposes.map {
                    Gap(purpose: $0, action: need.action, resource: resource, states: need.states)
                }
            }
        }
        self.gaps = gaps
        surpluses = policies.enumerated().flatMap { place, policy in
            policy.document.statements.flatMap { statement in
                Self.surpluses(
                    of: statement, in: policy,
                    needsEverything: needed.contains(StatementPlace(policy: place, statement: statement.index)))
            }
        }
    }

    private struct StatementPlace: Hashable {
        let policy: Int
        let statement: Int

        init(policy: Int, statement: Int) {
            self.policy = policy
            self.statement = statement
        }

        init(_ matched: MatchedStatement) { self.init(policy: matched.place, statement: matched.statement.index) }
    }

    private static func request(
        for need: RequiredAccess, on resource: String, in place: ResolvedPlace
    ) -> RequestContext {
        let account = place.account == "*" ? "000000000000" : place.account
        let partition = ARN(resource)?.partition ?? place.partition
        let session = ARN(
            partition: partition, service: "sts", accountID: account, resource: "assumed-role/StateMachine/execution")
        var keys = ContextKeys()
        if let condition = need.condition { keys[condition.key] = condition.values }
        // Text that no pattern of a policy is likely to mean stands for what the input tells.
        let sample = resource == "*" ? resource : resource.replacing("*", with: "any-of-them")
        return RequestContext(
            principal: .assumedRole(arn: session, role: nil), action: need.action, resource: sample,
            resourceAccount: account, keys: keys)
    }

    private static func surpluses(
        of statement: PolicyStatement, in policy: AttachedPolicy, needsEverything: Bool
    ) -> [Surplus] {
        guard statement.effect == .allow else { return [] }
        var found = statement.locatedActions.filter { statement.isNotAction || $0.text.hasWildcard }
        if !needsEverything || statement.isNotResource {
            found += statement.locatedResources.filter { statement.isNotResource || $0.text == "*" }
        }
        return found.map {
            Surplus(
                policy: policy.name, text: $0.text, position: policy.document.position(atOffset: $0.offset))
        }
    }
}

extension String {
    fileprivate var hasWildcard: Bool {
        utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
    }
}
