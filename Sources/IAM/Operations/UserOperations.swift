import AWSQuery
import Federation
import IAMPolicy

extension IAMService {
    /// Users of an account.
    private static let quota = 5_000

    static let userOperations: [IAMOperation] = [
        .writing(
            "CreateUser",
            [
                .optional("Path", .path), .required("UserName", .userName), .optional("PermissionsBoundary", .arn),
                .optional("Tags", .tags),
            ],
            AccessRule(
                .new(.user, name: "UserName"), keys: [.permissionsBoundary("PermissionsBoundary"), .requestTags],
                further: [(parameter: "Tags", action: "TagUser")]),
            createUser),
        .reading(
            "GetUser", [.optional("UserName", .existingUserName)], AccessRule(.userOrCaller(name: "UserName")), getUser),
        .reading("ListUsers", [.optional("PathPrefix", .pathPrefix)] + .page, AccessRule(.any), listUsers),
    ]

    private static func createUser(_ context: OperationContext) throws -> QueryResult {
        let parameters = context.parameters
        let user = Entity(
            account: context.account.id, name: parameters["UserName"], path: parameters.text("Path") ?? "/",
            uniqueID: UniqueID.make(.user, context.random), createDate: context.instant,
            record: UserRecord(tags: try Tags.read(parameters)))
        try context.entities.insert(user, quota: quota)
        if let arn = parameters.text("PermissionsBoundary") { try Boundary.set(arn, on: user.uniqueID, context) }
        return QueryResult([.structure("User", try members(of: user, context))])
    }

    private static func getUser(_ context: OperationContext) throws -> QueryResult {
        guard context.parameters.text("UserName") != nil || context.caller.userName != nil else {
            return QueryResult([.structure("User", root(context))])
        }
        let user = try context.entities.get(UserRecord.self, try context.userName())
        return QueryResult([.structure("User", try members(of: user, context))])
    }

    /// Root has no name and no path.
    private static func root(_ context: OperationContext) -> [QueryMember] {
        [
            .text("UserId", context.caller.userID), .text("Arn", context.caller.arn),
            .text("CreateDate", context.instant.iso8601),
        ]
    }

    private static func listUsers(_ context: OperationContext) throws -> QueryResult {
        let page = try Page(context.parameters)
        let users = try context.entities.list(
            UserRecord.self, pathPrefix: context.parameters.text("PathPrefix") ?? "/", after: page.after,
            limit: page.readLimit)
        let (shown, members) = page.cut(users) { EntityRow.fold($0.name) }
        return QueryResult([.structures("Users", shown.map { listed($0, context) })] + members)
    }

    /// A user as lists show it.
    static func listed(_ user: Entity<UserRecord>, _ context: OperationContext) -> [QueryMember] {
        [
            .text("Path", user.path), .text("UserName", user.name), .text("UserId", user.uniqueID),
            .text("Arn", user.arn(in: context.partition)), .text("CreateDate", user.createDate.iso8601),
        ]
    }

    private static func members(
        of user: Entity<UserRecord>, _ context: OperationContext
    ) throws -> [QueryMember] {
        try listed(user, context) + Boundary.members(of: user.uniqueID, context) + Tags.members(user.record.tags)
    }
}
