import AWSQuery
import Accounts
import Encodings
import IAMPolicy

extension IAMService {
    static let roleOperations: [IAMOperation] =
        [
            .writing(
                "CreateRole",
                parameters: [
                    .optional(.path), .required(.roleName), .required(.assumeRolePolicyDocument),
                    .optional(.description), .optional(.maxSessionDuration), .optional(.permissionsBoundary),
                    .optional(.tags),
                ],
                access: AccessRule(
                    .new(.role, name: .roleName), keys: [.permissionsBoundary(.permissionsBoundary), .requestTags],
                    further: [(parameter: .tags, action: "TagRole")]),
                createRole),
            .reading("GetRole", parameters: [.required(.roleName)], access: ofRole, getRole),
            .reading("ListRoles", parameters: [.optional(.pathPrefix)] + .page, access: AccessRule(.any), listRoles),
        ] + roleChanges

    /// A permission for the role that `RoleName` names.
    static let ofRole = AccessRule(.entity(.role, name: .roleName))

    private static func createRole(_ context: OperationContext) async throws -> QueryResult {
        let parameters = context.parameters
        let path = parameters.text(.path) ?? "/"
        guard !path.hasPrefix(Role.serviceLinkedPath) else {
            throw QueryFault(
                "ValidationError", "Path /aws-service-role/ is reserved for roles that CreateServiceLinkedRole makes.")
        }
        let text = parameters[.assumeRolePolicyDocument]
        let role = Entity(
            account: context.account.id, name: parameters[.roleName], path: path,
            uniqueID: UniqueID.make(.role, context.random), createDate: context.instant,
            record: RoleRecord(
                assumeRolePolicyDocument: text,
                trustedIDs: try await context.trustedIDs(PolicyTexts.check(text, .trust)),
                description: parameters.text(.description),
                maxSessionDuration: parameters.integer(.maxSessionDuration) ?? 3_600,
                tags: try Tags.read(parameters)))
        try await checkQuota(context)
        try await context.insert(role)
        if let arn = parameters.text(.permissionsBoundary) { try await Boundary.set(arn, on: role.uniqueID, context) }
        return QueryResult([.structure("Role", try await made(role, context))])
    }

    /// Service-linked roles do not count.
    private static func checkQuota(_ context: OperationContext) async throws {
        let count = try await context.count(.role)
        guard count >= Quotas.roles else { return }
        let linked = try await context.list(
            RoleRecord.self, pathPrefix: Role.serviceLinkedPath, limit: ServiceLinkedRoles.quota)
        guard count - linked.count < Quotas.roles else {
            throw QueryFault.quota(.role, Quotas.roles, context.account.id)
        }
    }

    private static func getRole(_ context: OperationContext) async throws -> QueryResult {
        let role = try await context.get(RoleRecord.self, context.parameters[.roleName])
        return QueryResult([.structure("Role", try await members(of: role, context))])
    }

    private static func listRoles(_ context: OperationContext) async throws -> QueryResult {
        let page = try Page(context.parameters)
        let roles = try await context.list(
            RoleRecord.self, pathPrefix: context.parameters.text(.pathPrefix) ?? "/", after: page.after,
            limit: page.readLimit)
        let (shown, members) = page.cut(roles) { EntityRow.fold($0.name) }
        var list: [[QueryMember]] = []
        for role in shown { list.append(try await listed(role, context)) }
        return QueryResult([.structures("Roles", list)] + members)
    }

    // MARK: Members

    /// A role as lists show it: without tags, boundary and last use, as AWS does.
    static func listed(_ role: Entity<RoleRecord>, _ context: OperationContext) async throws -> [QueryMember] {
        try await described(role, context, duration: [.integer("MaxSessionDuration", role.record.maxSessionDuration)])
    }

    /// A role as GetRole shows it.
    static func members(
        of role: Entity<RoleRecord>, _ context: OperationContext
    ) async throws -> [QueryMember] {
        try await listed(role, context) + Boundary.members(of: role.uniqueID, context) + Tags.members(role.record.tags)
            + lastUsed(role.uniqueID, context)
    }

    /// A role as the operations show it that make one: without the duration and, of course, a last use.
    static func made(_ role: Entity<RoleRecord>, _ context: OperationContext) async throws -> [QueryMember] {
        try await described(role, context, duration: []) + Boundary.members(of: role.uniqueID, context)
            + Tags.members(role.record.tags)
    }

    private static func described(
        _ role: Entity<RoleRecord>, _ context: OperationContext, duration: [QueryMember]
    ) async throws -> [QueryMember] {
        var members = try await identified(role, context)
        members.append("Description", role.record.description)
        return members + duration
    }

    /// What names a role, and whom it trusts.
    static func identified(_ role: Entity<RoleRecord>, _ context: OperationContext) async throws -> [QueryMember] {
        let trust = try await TrustedPrincipals.currentText(of: role.record, context.entities)
        return [
            .text("Path", role.path), .text("RoleName", role.name), .text("RoleId", role.uniqueID),
            .text("Arn", "\(role.arn(in: context.partition))"), .text("CreateDate", role.createDate.iso8601),
            .text("AssumeRolePolicyDocument", PercentEncoding.encode(trust)),
        ]
    }

    static func lastUsed(_ uniqueID: String, _ context: OperationContext) async throws -> [QueryMember] {
        guard let use = try await context.lastUse(of: uniqueID) else { return [.structure("RoleLastUsed", [])] }
        return [
            .structure("RoleLastUsed", [.text("LastUsedDate", use.instant.iso8601), .text("Region", use.region)])
        ]
    }
}
