import AWSQuery
import Accounts
package import BrokerMetrics
package import IAMPolicy
package import STS
package import SallyportConfiguration
package import Sessions

/// What policies say of a caller's request to a service.
package struct GatewayDecision: Sendable {
    private let tokens: SecurityTokenService
    private let stages: StageTimers

    package init(tokens: SecurityTokenService, stages: StageTimers = .none) {
        self.tokens = tokens
        self.stages = stages
    }

    /// The statements that allow everything that the request does.
    ///
    /// Throws for the first action that is not allowed, and when policies can't be read.
    package func decide(
        _ access: GatewayAccess, on service: ProtectedService, caller: Caller, keys: ContextKeys
    ) async throws(GatewayRefusal) -> [String] {
        try await stages.time(.policies) { () async throws(GatewayRefusal) in
            try await ask(access, on: service, caller: caller, keys: keys)
        }
    }

    private func ask(
        _ access: GatewayAccess, on service: ProtectedService, caller: Caller, keys: ContextKeys
    ) async throws(GatewayRefusal) -> [String] {
        guard !access.questions.isEmpty else { return [] }
        var policies = try await policies(of: caller)
        var statements: [String] = []
        for question in access.questions {
            var all = question.keys
            // What a request says of itself never speaks for who makes it.
            all.merge(keys)
            policies.resource = question.policy
            let decision = policies.evaluate(
                RequestContext(
                    principal: caller.principal, action: question.action, resource: question.resource,
                    resourceAccount: service.account.id.description, keys: all))
            guard decision.isAllowed else { throw Self.refusal(decision, question, caller, on: service) }
            if let denial = question.partialDenial(decision) {
                throw Self.refusal(denial, question, caller, on: service)
            }
            statements += decision.matchedStatements.map(\.description)
        }
        return statements
    }

    private func policies(of caller: Caller) async throws(GatewayRefusal) -> PolicySet {
        do throws(STSError) {
            return try await tokens.policies(of: caller)
        } catch {
            throw GatewayRefusal(QueryFault(error))
        }
    }

    /// What another account says in its policies is not the caller's to know.
    private static func refusal(
        _ decision: PolicyDecision, _ question: GatewayAccess.Question, _ caller: Caller,
        on service: ProtectedService
    ) -> GatewayRefusal {
        let isOwn = caller.account.id == service.account.id
        var refusal = GatewayRefusal(
            "AccessDenied",
            caller.refusal(of: question.action, on: question.resource, naming: isOwn ? decision : nil),
            cause: decision.explanation)
        refusal.decidedBy = decision.matchedStatements.filter { isOwn || $0.policyType != .resource }
            .map(\.description)
        return refusal
    }

    /// A denial of some of what is meant counts for all of it: what is meant stands where nobody has read it.
    private static func refusal(
        _ denial: StatementFailure, _ question: GatewayAccess.Question, _ caller: Caller,
        on service: ProtectedService
    ) -> GatewayRefusal {
        var refusal = GatewayRefusal(
            "AccessDenied",
            caller.refusal(of: question.action, on: question.resource) + ": a statement denies some of what it may be",
            cause: "denied in part: \(denial)")
        if caller.account.id == service.account.id || denial.policyType != .resource {
            refusal.decidedBy = [denial.description]
        }
        return refusal
    }
}
