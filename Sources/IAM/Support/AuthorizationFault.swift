import AWSQuery
import Federation
import IAMPolicy

/// The refusal of a call that the caller has no permission for.
enum AuthorizationFault {
    /// `AccessDenied`, with the kind of policy that stands in the way as AWS names it.
    static func denied(
        _ caller: Caller, _ action: String, _ resource: String, _ decision: PolicyDecision?
    ) -> QueryFault {
        var message = "User: \(caller.arn) is not authorized to perform: \(action) on resource: \(resource)"
        if let decision { message += reason(action, decision) }
        return QueryFault("AccessDenied", message, status: 403)
    }

    private static func reason(_ action: String, _ decision: PolicyDecision) -> String {
        if decision.effect == .explicitlyDenied {
            let type = decision.matchedStatements.first?.policyType ?? .identity
            return " with an explicit deny in \(article(type))"
        }
        guard let type = decision.blockedBy.first else {
            return " because no identity-based policy allows the \(action) action"
        }
        return " because no \(name(type)) allows the \(action) action"
    }

    private static func article(_ type: PolicyType) -> String {
        type == .identity ? "an \(name(type))" : "a \(name(type))"
    }

    private static func name(_ type: PolicyType) -> String {
        switch type {
        case .identity: "identity-based policy"
        case .resource: "resource-based policy"
        case .session: "session policy"
        case .permissionsBoundary: "permissions boundary"
        case .serviceControl: "service control policy"
        }
    }
}
