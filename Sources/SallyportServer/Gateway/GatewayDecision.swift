import AWSQuery
import Accounts
import IAMPolicy
import STS
import SallyportConfiguration
import Sessions

/// What policies say of a caller's request to a service.
struct GatewayDecision: Sendable {
    let tokens: SecurityTokenService

    /// The statements that allow everything that the request does.
    ///
    /// Throws for the first action that is not allowed, and when policies can't be read.
    func decide(
        _ access: GatewayAccess, on service: ProtectedService, caller: Caller, keys: ContextKeys
    ) async throws(GatewayRefusal) -> [String] {
        guard !access.questions.isEmpty else { return [] }
        let policies = try await policies(of: caller, on: service)
        var statements: [String] = []
        for question in access.questions {
            var all = question.keys
            // What a request says of itself never speaks for who makes it.
            all.merge(keys)
            let decision = policies.evaluate(
                RequestContext(
                    principal: caller.principal, action: question.action, resource: question.resource,
                    resourceAccount: service.account.id.description, keys: all))
            guard decision.isAllowed else { throw Self.refusal(decision, question, caller, on: service) }
            statements += decision.matchedStatements.map(\.description)
        }
        return statements
    }

    private func policies(of caller: Caller, on service: ProtectedService) async throws(GatewayRefusal) -> PolicySet {
        do throws(STSError) {
            var policies = try await tokens.policies(of: caller)
            policies.resource = service.resourcePolicy.map {
                AttachedPolicy(name: "resource policy of \(service.name)", document: $0)
            }
            return policies
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
}
