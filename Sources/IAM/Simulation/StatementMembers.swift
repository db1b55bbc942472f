import AWSQuery
import IAMPolicy

/// Statements that decided, as the results of a simulation show them.
///
/// A statement can decide about each action on each resource. Where it stands is found once for all of them: every look
/// walks the policy's text.
struct StatementMembers {
    /// By the policy's place, because several policies may have one name.
    private let spans: [PolicyType: [[StatementSpan]]]

    init(_ policies: PolicySet) {
        spans = [
            .identity: policies.identity.map(\.document.statementSpans),
            .resource: [policies.resource].compactMap { $0?.document.statementSpans },
            .permissionsBoundary: policies.boundaries.map(\.document.statementSpans),
        ]
    }

    /// The members for a statement of these policies.
    func members(of matched: MatchedStatement) -> [QueryMember] {
        let members: [QueryMember] = [
            .text("SourcePolicyId", matched.policyName), .text("SourcePolicyType", Self.type(matched.policyType)),
        ]
        guard let span = spans[matched.policyType]?[matched.place][matched.statement.index] else { return members }
        // AWS counts from behind the brace where Statement is no list.
        let shift = span.isWholeElement ? 1 : 0
        return members + [
            Self.position("StartPosition", span.start, shift), Self.position("EndPosition", span.end, 0),
        ]
    }

    private static func type(_ type: PolicyType) -> String {
        switch type {
        case .resource: "Resource Policy"
        case .permissionsBoundary: "Permissions Boundary Policy"
        case .identity, .session, .serviceControl: "IAM Policy"
        }
    }

    private static func position(_ name: String, _ position: SourcePosition, _ shift: Int) -> QueryMember {
        .structure(name, [.integer("Line", position.line), .integer("Column", position.column + shift)])
    }
}
