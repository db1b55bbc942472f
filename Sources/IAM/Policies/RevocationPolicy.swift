import Accounts
import Encodings

/// The embedded policy by which a role shows that its sessions were revoked, as AWS's console writes it.
enum RevocationPolicy {
    private static let name = "AWSRevokeOlderSessions"

    /// The embedded policies of a user, group or role, sorted by name; one of this name that the role has itself stands.
    static func policies<Holder: PolicyHolder>(
        of holder: Entity<Holder>, _ context: OperationContext
    ) -> [InlinePolicy] {
        let own = holder.record.inlinePolicies
        guard Holder.kind == .role, let instant = context.revocations.instant(for: .role(uniqueID: holder.uniqueID)),
            !own.contains(where: { $0.name == name })
        else { return own }
        let shown = own + [InlinePolicy(name: name, document: document(revokedUntil: instant))]
        return shown.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Sessions say their time of issue in whole seconds, so those of the instant's second are denied.
    private static func document(revokedUntil instant: Timestamp) -> String {
        let end = Timestamp(milliseconds: instant.epochSeconds * 1_000).advanced(bySeconds: 1)
        return #"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["*"],"Resource":["*"],"#
            + #""Condition":{"DateLessThan":{"aws:TokenIssueTime":"\#(end.iso8601)"}}}]}"#
    }
}
