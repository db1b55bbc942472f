import AWSQuery
import Accounts
import ActionCatalogue
import Encodings
import IAMPolicy

/// The policies by which a user, group or role may use services.
enum GrantingPolicies {
    /// The answer to ListPoliciesGrantingServiceAccess: for each service of the call the policies that grant any of it.
    static func result(_ context: OperationContext) async throws -> QueryResult {
        let (text, namespaces) = (context.parameters[.arn], context.parameters.list(.serviceNamespaces))
        guard !namespaces.isEmpty else { throw QueryFault.invalidInput("ServiceNamespaces must have a member.") }
        guard let arn = ARN(text) else { throw QueryFault.invalidEntityARN(text) }
        let row = try await context.policyHolder(arn)
        var policies = try await policies(of: row, context)
        for id in try await context.entities.targets(of: row.uniqueID, .membership) {
            guard let group = try await context.entities.row(uniqueID: id) else { continue }
            policies += try await self.policies(of: group, context)
        }
        let entries: [[QueryMember]] = namespaces.map { namespace in
            let granting = policies.filter { $0.services.grants(namespace.asciiLowercased) }
            return [.text("ServiceNamespace", namespace), .structures("Policies", granting.map(\.members))]
        }
        return QueryResult([
            .structures("PoliciesGrantingServiceAccess", entries), .boolean("IsTruncated", false),
        ])
    }

    private struct Granting {
        let services: GrantedServices
        let members: [QueryMember]
    }

    /// Embedded ones, and those that are attached.
    private static func policies(of row: EntityRow, _ context: OperationContext) async throws -> [Granting] {
        var policies: [Granting] = []
        for policy in try inline(of: row) {
            let document = try PolicyDocument(simulating: policy.document, kind: .managed)
            policies.append(
                Granting(
                    services: GrantedServices([document], catalogue: .withOperations),
                    members: [
                        .text("PolicyName", policy.name), .text("PolicyType", "INLINE"),
                        .text("EntityType", row.kind.rawValue.uppercased()), .text("EntityName", row.name),
                    ]))
        }
        for arn in try await context.entities.targets(of: row.uniqueID, .attachedPolicy) {
            guard let document = try await context.directory.managedPolicies.document(arn, context.entities) else {
                continue
            }
            policies.append(
                Granting(
                    services: GrantedServices([document], catalogue: .withOperations),
                    members: [
                        .text("PolicyName", ARN(arn)?.resourceName ?? arn), .text("PolicyType", "MANAGED"),
                        .text("PolicyArn", arn),
                    ]))
        }
        return policies
    }

    private static func inline(of row: EntityRow) throws -> [InlinePolicy] {
        switch row.kind {
        case .user: try Entity<UserRecord>(row).record.inlinePolicies
        case .group: try Entity<GroupRecord>(row).record.inlinePolicies
        case .role: try Entity<RoleRecord>(row).record.inlinePolicies
        default: []
        }
    }
}
