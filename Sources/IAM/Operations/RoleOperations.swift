import AWSQuery
import Federation
import IAMPolicy

extension IAMService {
    /// Roles of an account.
    private static let quota = 1_000

    static let roleOperations: [IAMOperation] = [
        .writing(
            "CreateRole",
            [
                .optional("Path", .path), .required("RoleName", .roleName),
                .required("AssumeRolePolicyDocument", .policyDocument), .optional("Description", .roleDescription),
                .optional("MaxSessionDuration", .maxSessionDuration), .optional("PermissionsBoundary", .arn),
                .optional("Tags", .tags),
            ],
            AccessRule(
                .new(.role, name: "RoleName"), keys: [.permissionsBoundary("PermissionsBoundary"), .requestTags],
                further: [(parameter: "Tags", action: "TagRole")]),
            createRole),
        .reading("GetRole", [.required("RoleName", .roleName)], AccessRule(.entity(.role, name: "RoleName")), getRole),
        .reading("ListRoles", [.optional("PathPrefix", .pathPrefix)] + .page, AccessRule(.any), listRoles),
    ]

    private static func createRole(_ context: OperationContext) throws -> QueryResult {
        let parameters = context.parameters
        let path = parameters.text("Path") ?? "/"
        guard !path.hasPrefix("/aws-service-role/") else {
            throw QueryFault(
                "ValidationError", "Path /aws-service-role/ is reserved for roles that CreateServiceLinkedRole makes.")
        }
        let text = parameters["AssumeRolePolicyDocument"]
        let role = Entity(
            account: context.account.id, name: parameters["RoleName"], path: path,
            uniqueID: UniqueID.make(.role, context.random), createDate: context.instant,
            record: RoleRecord(
                assumeRolePolicyDocument: text,
                trustedIDs: try context.entities.trustedIDs(try PolicyTexts.check(text, .trust)),
                description: parameters.text("Description"),
                maxSessionDuration: parameters.integer("MaxSessionDuration") ?? 3_600,
                tags: try Tags.read(parameters)))
        try context.entities.insert(role, quota: quota)
        if let arn = parameters.text("PermissionsBoundary") { try Boundary.set(arn, on: role.uniqueID, context) }
        return QueryResult([.structure("Role", try members(of: role, context))])
    }

    private static func getRole(_ context: OperationContext) throws -> QueryResult {
        let role = try context.entities.get(RoleRecord.self, context.parameters["RoleName"])
        return QueryResult([.structure("Role", try members(of: role, context))])
    }

    private static func listRoles(_ context: OperationContext) throws -> QueryResult {
        let page = try Page(context.parameters)
        let roles = try context.entities.list(
            RoleRecord.self, pathPrefix: context.parameters.text("PathPrefix") ?? "/", after: page.after,
            limit: page.readLimit)
        let (shown, members) = page.cut(roles) { EntityRow.fold($0.name) }
        return QueryResult([.structures("Roles", try shown.map { try listed($0, context) })] + members)
    }

    /// A role as lists show it.
    static func listed(_ role: Entity<RoleRecord>, _ context: OperationContext) throws -> [QueryMember] {
        let trust = try context.entities.trustPolicy(of: role.record)
        var members: [QueryMember] = [
            .text("Path", role.path), .text("RoleName", role.name), .text("RoleId", role.uniqueID),
            .text("Arn", role.arn(in: context.partition)), .text("CreateDate", role.createDate.iso8601),
            .text("AssumeRolePolicyDocument", PolicyTexts.encoded(trust)),
        ]
        members.append("Description", role.record.description)
        members.append(.integer("MaxSessionDuration", role.record.maxSessionDuration))
        return members
    }

    private static func members(
        of role: Entity<RoleRecord>, _ context: OperationContext
    ) throws -> [QueryMember] {
        try listed(role, context) + Boundary.members(of: role.uniqueID, context) + Tags.members(role.record.tags)
            + lastUsed(role.uniqueID, context)
    }

    private static func lastUsed(_ uniqueID: String, _ context: OperationContext) throws -> [QueryMember] {
        guard let use = try context.lastUse(of: uniqueID) else { return [.structure("RoleLastUsed", [])] }
        return [
            .structure("RoleLastUsed", [.text("LastUsedDate", use.instant.iso8601), .text("Region", use.region)])
        ]
    }
}
