/// A simulation in the manner of the IAM actions `SimulateCustomPolicy` and `SimulatePrincipalPolicy`: every action on
/// every resource, with the policies that are chosen.
///
/// ```swift
/// var simulation = PolicySimulation(policies: policies, caller: caller, actions: ["s3:GetObject"])
/// simulation.contextKeys["aws:SourceIp"] = ["203.0.113.7"]
/// for result in simulation.run() where !result.decision.isAllowed { print(result.decision) }
/// ```
public struct PolicySimulation: Sendable {
    /// The policies.
    public var policies: PolicySet
    /// Who asks.
    public var caller: Principal
    /// The actions.
    public var actions: [String]
    /// The resources; `*` stands for actions without one.
    public var resources: [String]
    /// The account that owns the resources, where their ARNs do not tell.
    public var resourceOwner: String?
    /// Values of condition keys.
    ///
    /// What follows from the caller is added, but never replaces a given value.
    public var contextKeys: ContextKeys

    /// Describes a simulation.
    public init(
        policies: PolicySet, caller: Principal, actions: [String], resources: [String] = ["*"],
        resourceOwner: String? = nil, contextKeys: ContextKeys = [:]
    ) {
        self.policies = policies
        self.caller = caller
        self.actions = actions
        self.resources = resources
        self.resourceOwner = resourceOwner
        self.contextKeys = contextKeys
    }

    /// One result for each action and resource, in their order.
    public func run() -> [Result] {
        var keys = caller.contextKeys
        keys.merge(contextKeys)
        let missing = policies.contextKeys.filter { keys[$0] == nil }
        return actions.flatMap { action in
            resources.map { resource in
                let context = RequestContext(
                    principal: caller, action: action, resource: resource, resourceAccount: resourceOwner, keys: keys)
                return Result(
                    action: action, resource: resource, decision: policies.evaluate(context),
                    missingContextKeys: missing)
            }
        }
    }
}

extension PolicySimulation {
    /// What one action on one resource comes to.
    public struct Result: Sendable {
        /// The action.
        public let action: String
        /// The resource.
        public let resource: String
        /// The decision; an implicit deny has no matched statements.
        public let decision: PolicyDecision
        /// Keys that the policies refer to and that have no value, which may change the decision.
        public let missingContextKeys: [String]

        /// The statements that decided, each with the place where it begins and ends.
        public var matchedStatements: [MatchedStatement] { decision.matchedStatements }
    }
}
