import AWSQuery
import Accounts
import Encodings
import IAMPolicy

extension IAMService {
    private static let ofInstanceProfile = AccessRule(.entity(.instanceProfile, name: .instanceProfileName))

    static let instanceProfileOperations: [IAMOperation] = [
        .writing(
            "CreateInstanceProfile",
            parameters: [.required(.instanceProfileName), .optional(.path), .optional(.tags)],
            access: AccessRule(
                .new(.instanceProfile, name: .instanceProfileName), keys: [.requestTags],
                further: [(parameter: .tags, action: "TagInstanceProfile")]),
            createInstanceProfile),
        .reading(
            "GetInstanceProfile", parameters: [.required(.instanceProfileName)], access: ofInstanceProfile,
            getInstanceProfile),
        .reading(
            "ListInstanceProfiles", parameters: [.optional(.pathPrefix)] + .page, access: AccessRule(.any),
            listInstanceProfiles),
        .reading(
            "ListInstanceProfilesForRole", parameters: [.required(.roleName)] + .page, access: ofRole,
            listInstanceProfilesForRole),
        .writing(
            "AddRoleToInstanceProfile", parameters: [.required(.instanceProfileName), .required(.roleName)],
            access: AccessRule(.entity(.instanceProfile, name: .instanceProfileName), passing: .roleName),
            addRoleToInstanceProfile),
        .writing(
            "RemoveRoleFromInstanceProfile", parameters: [.required(.instanceProfileName), .required(.roleName)],
            access: ofInstanceProfile, removeRoleFromInstanceProfile),
        .writing(
            "DeleteInstanceProfile", parameters: [.required(.instanceProfileName)], access: ofInstanceProfile,
            deleteInstanceProfile),
    ]

    private static func createInstanceProfile(_ context: OperationContext) async throws -> QueryResult {
        let parameters = context.parameters
        let profile = Entity(
            account: context.account.id, name: parameters[.instanceProfileName], path: parameters.text(.path) ?? "/",
            uniqueID: UniqueID.make(.instanceProfile, context.random), createDate: context.instant,
            record: InstanceProfileRecord(tags: try Tags.read(parameters)))
        try await context.insert(profile, quota: Quotas.instanceProfiles)
        return QueryResult([
            .structure("InstanceProfile", try await listed(profile, context) + Tags.members(profile.record.tags))
        ])
    }

    private static func getInstanceProfile(_ context: OperationContext) async throws -> QueryResult {
        let profile = try await context.instanceProfile()
        return QueryResult([
            .structure("InstanceProfile", try await listed(profile, context) + [Tags.list(profile.record.tags)])
        ])
    }

    private static func listInstanceProfiles(_ context: OperationContext) async throws -> QueryResult {
        let page = try Page(context.parameters)
        let profiles = try await context.list(
            InstanceProfileRecord.self, pathPrefix: context.parameters.text(.pathPrefix) ?? "/", after: page.after,
            limit: page.readLimit)
        let (shown, members) = page.cut(profiles) { EntityRow.fold($0.name) }
        return QueryResult([.structures("InstanceProfiles", try await listed(shown, context))] + members)
    }

    private static func listInstanceProfilesForRole(_ context: OperationContext) async throws -> QueryResult {
        let page = try Page(context.parameters)
        let role = try await context.get(RoleRecord.self, context.parameters[.roleName])
        let (shown, members) = page.select(try await context.instanceProfiles(of: role)) { EntityRow.fold($0.name) }
        return QueryResult([.structures("InstanceProfiles", try await listed(shown, context))] + members)
    }

    // MARK: Its role

    /// A profile has one role at most; a role may be in many profiles.
    private static func addRoleToInstanceProfile(_ context: OperationContext) async throws -> QueryResult {
        let profile = try await context.instanceProfile()
        let role = try await context.get(RoleRecord.self, context.parameters[.roleName])
        try ImmutableRole.check(role)
        guard try await context.entities.targets(of: profile.uniqueID, .instanceRole).isEmpty else {
            throw QueryFault.limitExceeded("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1")
        }
        try await context.entities.link(profile.uniqueID, .instanceRole, to: role.uniqueID)
        return .none
    }

    private static func removeRoleFromInstanceProfile(_ context: OperationContext) async throws -> QueryResult {
        let profile = try await context.instanceProfile()
        let role = try await context.get(RoleRecord.self, context.parameters[.roleName])
        guard try await context.entities.targets(of: profile.uniqueID, .instanceRole).contains(role.uniqueID) else {
            throw QueryFault.noSuchEntity("Role \(role.name) is not in instance profile \(profile.name).")
        }
        try await context.entities.unlink(profile.uniqueID, .instanceRole, from: role.uniqueID)
        return .none
    }

    private static func deleteInstanceProfile(_ context: OperationContext) async throws -> QueryResult {
        let profile = try await context.instanceProfile()
        guard try await context.entities.targets(of: profile.uniqueID, .instanceRole).isEmpty else {
            throw QueryFault.mustFirst("remove roles from instance profile")
        }
        try await context.entities.delete(uniqueID: profile.uniqueID)
        return .none
    }

    // MARK: Members

    /// Profiles as lists show them, each with its role.
    static func listed(
        _ profiles: [Entity<InstanceProfileRecord>], _ context: OperationContext
    ) async throws -> [[QueryMember]] {
        var list: [[QueryMember]] = []
        for profile in profiles { list.append(try await listed(profile, context)) }
        return list
    }

    private static func listed(
        _ profile: Entity<InstanceProfileRecord>, _ context: OperationContext
    ) async throws -> [QueryMember] {
        var roles: [[QueryMember]] = []
        for id in try await context.entities.targets(of: profile.uniqueID, .instanceRole) {
            guard let role = try await context.entities.entity(RoleRecord.self, uniqueID: id) else { continue }
            roles.append(try await identified(role, context))
        }
        return [
            .text("Path", profile.path), .text("InstanceProfileName", profile.name),
            .text("InstanceProfileId", profile.uniqueID), .text("Arn", "\(profile.arn(in: context.partition))"),
            .text("CreateDate", profile.createDate.iso8601), .structures("Roles", roles),
        ]
    }
}

extension OperationContext {
    /// The instance profile in `InstanceProfileName`.
    ///
    /// Throws `NoSuchEntity`.
    func instanceProfile() async throws -> Entity<InstanceProfileRecord> {
        try await get(InstanceProfileRecord.self, parameters[.instanceProfileName])
    }

    /// The instance profiles that a role is in.
    func instanceProfiles(of role: Entity<RoleRecord>) async throws -> [Entity<InstanceProfileRecord>] {
        try await entities.entities(
            InstanceProfileRecord.self, .referring(to: role.uniqueID, .instanceRole, account.id))
    }
}
