public import IAMPolicy

extension Caller {
    /// What AWS says to a caller without a permission; with a decision it names the kind of policy that stands in the way.
    public func refusal(of action: String, on resource: String, naming decision: PolicyDecision? = nil) -> String {
        "User: \(arn) is not authorized to perform: \(action) on resource: \(resource)\(decision?.refusalReason ?? "")"
    }
}

extension PolicyDecision {
    /// What AWS adds to the text of a refusal: the kind of policy that denies, or that is missing; nothing where it
    /// refuses whatever policies say.
    var refusalReason: String {
        if note != nil { return "" }
        if effect == .explicitlyDenied {
            let type = matchedStatements.first?.policyType ?? .identity
            return " with an explicit deny in \(Self.article(type))"
        }
        let type = blockedBy.first ?? .identity
        return " because no \(Self.name(type)) allows the \(context.action) action"
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
