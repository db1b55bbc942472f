import AWSQuery
import Accounts
import IAMPolicy

/// What one action on one resource comes to in a simulation.
struct ResourceSimulation {
    let resource: String
    let decision: PolicyDecision
    /// What the permissions boundary alone says; nil without one.
    let isWithinBoundary: Bool?
    /// What service control policies alone say; nil without any.
    let isWithinOrganization: Bool?
    /// What identity policies and resource policy say each, when the resource is another account's.
    let details: [(type: String, effect: PolicyDecision.Effect)]

    init(_ input: SimulationInput, _ action: String, _ resource: String) {
        self.resource = resource
        let request = input.request(action, resource)
        decision = input.policies.evaluate(request)
        isWithinBoundary =
            input.policies.boundaries.isEmpty
            ? nil : PolicySet(identity: input.policies.boundaries).evaluate(input.own(request)).isAllowed
        isWithinOrganization = input.policies.allowsWithinOrganization(request)
        guard let policy = input.policies.resource, input.owner(of: resource) != input.caller.accountID else {
            details = []
            return
        }
        let identity = PolicySet(identity: input.policies.identity).evaluate(input.own(request))
        let granted = PolicySet(identity: [.everything], resource: policy).evaluate(request)
        details = [("IAM Policy", identity.effect), ("Resource Policy", granted.effect)]
    }
}

extension SimulationInput {
    /// The request as if the resource were of the caller's account.
    fileprivate func own(_ request: RequestContext) -> RequestContext {
        var request = request
        request.resourceAccount = caller.accountID
        return request
    }
}
