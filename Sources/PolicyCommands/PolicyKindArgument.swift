import ArgumentParser
import IAMPolicy

/// Reads `--kind`; `inline` is an inline policy of a role.
enum PolicyKindArgument {
    static func parse(_ text: String) throws -> PolicyKind {
        guard let kind = text == "inline" ? .inlineRole : PolicyKind(rawValue: text) else {
            let names = PolicyKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("A kind is one of \(names).")
        }
        return kind
    }

    /// The kind of a policy that nobody named: with principals it is a trust policy when all its actions are those of
    /// AWS STS, else a resource's; without principals it is a managed policy.
    static func guess(from text: String) -> PolicyKind {
        guard let policy = try? PolicyDocument(simulating: text, kind: .managed),
            policy.statements.contains(where: { $0.principal != nil })
        else { return .managed }
        let actions = policy.statements.flatMap(\.actions)
        return actions.allSatisfy { $0.lowercased().hasPrefix("sts:") } ? .trust : .resource
    }
}
