import AWSQuery
import Accounts
import Encodings
import IAMPolicy

extension IAMService {
    static let groupOperations: [IAMOperation] = [
        .writing(
            "CreateGroup", parameters: [.optional(.path), .required(.groupName)],
            access: AccessRule(.new(.group, name: .groupName)), createGroup),
        .reading(
            "GetGroup", parameters: [.required(.groupName)] + .page,
            access: AccessRule(.entity(.group, name: .groupName)), getGroup),
        .reading("ListGroups", parameters: [.optional(.pathPrefix)] + .page, access: AccessRule(.any), listGroups),
        .writing(
            "UpdateGroup", parameters: [.required(.groupName), .optional(.newPath), .optional(.newGroupName)],
            access: AccessRule(.renamed(.group, name: .groupName, newName: .newGroupName)), updateGroup),
        .writing(
            "DeleteGroup", parameters: [.required(.groupName)],
            access: AccessRule(.entity(.group, name: .groupName)), deleteGroup),
    ]

    private static func createGroup(_ context: OperationContext) async throws -> QueryResult {
        let parameters = context.parameters
        let group = Entity(
            account: context.account.id, name: parameters[.groupName], path: parameters.text(.path) ?? "/",
            uniqueID: UniqueID.make(.group, context.random), createDate: context.instant, record: GroupRecord())
        try await context.insert(group, quota: Quotas.groups)
        return QueryResult([.structure("Group", listed(group, context))])
    }

    private static func getGroup(_ context: OperationContext) async throws -> QueryResult {
        let page = try Page(context.parameters)
        let group = try await context.get(GroupRecord.self, context.parameters[.groupName])
        let users = try await Membership.users(of: group, context)
        let (shown, members) = page.select(users) { EntityRow.fold($0.name) }
        return QueryResult(
            [
                .structure("Group", listed(group, context)),
                .structures("Users", shown.map { listed($0, context) }),
            ] + members)
    }

    private static func listGroups(_ context: OperationContext) async throws -> QueryResult {
        let page = try Page(context.parameters)
        let groups = try await context.list(
            GroupRecord.self, pathPrefix: context.parameters.text(.pathPrefix) ?? "/", after: page.after,
            limit: page.readLimit)
        let (shown, members) = page.cut(groups) { EntityRow.fold($0.name) }
        return QueryResult([.structures("Groups", shown.map { listed($0, context) })] + members)
    }

    private static func updateGroup(_ context: OperationContext) async throws -> QueryResult {
        let parameters = context.parameters
        let group = try await context.get(GroupRecord.self, parameters[.groupName])
        try await context.rename(group, name: parameters.text(.newGroupName), path: parameters.text(.newPath))
        return .none
    }

    private static func deleteGroup(_ context: OperationContext) async throws -> QueryResult {
        let group = try await context.get(GroupRecord.self, context.parameters[.groupName])
        guard try await context.entities.sources(of: group.uniqueID, .membership).isEmpty else {
            throw QueryFault.mustFirst("remove users from group")
        }
        try await context.entities.checkNoPolicies(group)
        try await context.entities.delete(uniqueID: group.uniqueID)
        return .none
    }

    /// A group as results show it.
    static func listed(_ group: Entity<GroupRecord>, _ context: OperationContext) -> [QueryMember] {
        [
            .text("Path", group.path), .text("GroupName", group.name), .text("GroupId", group.uniqueID),
            .text("Arn", "\(group.arn(in: context.partition))"), .text("CreateDate", group.createDate.iso8601),
        ]
    }
}
