import AWSQuery
import Accounts
import Encodings
import IAMPolicy

/// Entities with all that they may do, as GetAccountAuthorizationDetails shows them.
enum AuthorizationDetail {
    static func user(_ user: Entity<UserRecord>, _ context: OperationContext) async throws -> [QueryMember] {
        let groups = try await Membership.groups(of: user, context).map(\.name)
        return try await IAMService.listed(user, context) + [
            inline("UserPolicyList", user, context), .list("GroupList", groups.sorted()),
            attached(to: user.uniqueID, context),
        ] + Boundary.members(of: user.uniqueID, context) + [Tags.list(user.record.tags)]
    }

    static func group(_ group: Entity<GroupRecord>, _ context: OperationContext) async throws -> [QueryMember] {
        try await IAMService.listed(group, context) + [
            inline("GroupPolicyList", group, context), attached(to: group.uniqueID, context),
        ]
    }

    static func role(_ role: Entity<RoleRecord>, _ context: OperationContext) async throws -> [QueryMember] {
        let profiles = try await IAMService.listed(context.instanceProfiles(of: role), context)
        return try await IAMService.identified(role, context) + [
            .structures("InstanceProfileList", profiles), inline("RolePolicyList", role, context),
            attached(to: role.uniqueID, context),
        ] + Boundary.members(of: role.uniqueID, context) + [Tags.list(role.record.tags)]
            + IAMService.lastUsed(role.uniqueID, context)
    }

    /// With every version.
    static func policy(_ policy: ManagedPolicy, _ context: OperationContext) async throws -> [QueryMember] {
        var members = policy.listed(try await policy.uses(context))
        members.append("Description", policy.entity.record.description)
        // The newest comes first.
        let versions = policy.entity.record.versions.reversed().map { version in
            [.text("Document", PercentEncoding.encode(version.document))]
                + IAMService.listed(version, of: policy.entity.record)
        }
        return members + [.structures("PolicyVersionList", versions)]
    }

    private static func inline(
        _ name: String, _ holder: Entity<some PolicyHolder>, _ context: OperationContext
    ) -> QueryMember {
        .structures(
            name,
            RevocationPolicy.policies(of: holder, context).map {
                [.text("PolicyName", $0.name), .text("PolicyDocument", PercentEncoding.encode($0.document))]
            })
    }

    private static func attached(to uniqueID: String, _ context: OperationContext) async throws -> QueryMember {
        let arns = try await context.entities.targets(of: uniqueID, .attachedPolicy)
        return .structures("AttachedManagedPolicies", AttachedPolicies.listed(arns.compactMap(ARN.init)))
    }
}
