import AWSQuery
import Accounts
import Encodings
import IAMPolicy
import Sessions

extension IAMService {
    static let userOperations: [IAMOperation] = [
        .writing(
            "CreateUser",
            parameters: [
                .optional(.path), .required(.userName, .newUserName), .optional(.permissionsBoundary), .optional(.tags),
            ],
            access: AccessRule(
                .new(.user, name: .userName), keys: [.permissionsBoundary(.permissionsBoundary), .requestTags],
                further: [(parameter: .tags, action: "TagUser")]),
            createUser),
        .reading("GetUser", parameters: [.optional(.userName)], access: ofUserOrCaller, getUser),
        .reading("ListUsers", parameters: [.optional(.pathPrefix)] + .page, access: AccessRule(.any), listUsers),
        .writing(
            "UpdateUser", parameters: [.required(.userName), .optional(.newPath), .optional(.newUserName)],
            access: AccessRule(.renamed(.user, name: .userName, newName: .newUserName)), updateUser),
        .writing(
            "DeleteUser", parameters: [.required(.userName)],
            access: AccessRule(.entity(.user, name: .userName)), deleteUser),
        .writing(
            "PutUserPermissionsBoundary",
            parameters: [.required(.userName, .newUserName), .required(.permissionsBoundary)],
            access: AccessRule(.entity(.user, name: .userName), keys: [.permissionsBoundary(.permissionsBoundary)]),
            putUserPermissionsBoundary),
        .writing(
            "DeleteUserPermissionsBoundary", parameters: [.required(.userName, .newUserName)],
            access: AccessRule(.entity(.user, name: .userName), keys: [.permissionsBoundary(nil)]),
            deleteUserPermissionsBoundary),
    ]

    private static func createUser(_ context: OperationContext) async throws -> QueryResult {
        let parameters = context.parameters
        let user = Entity(
            account: context.account.id, name: parameters[.userName], path: parameters.text(.path) ?? "/",
            uniqueID: UniqueID.make(.user, context.random), createDate: context.instant,
            record: UserRecord(tags: try Tags.read(parameters)))
        try await context.insert(user, quota: Quotas.users)
        if let arn = parameters.text(.permissionsBoundary) { try await Boundary.set(arn, on: user.uniqueID, context) }
        return QueryResult([.structure("User", try await members(of: user, context))])
    }

    private static func getUser(_ context: OperationContext) async throws -> QueryResult {
        if context.parameters.text(.userName) == nil, context.caller.issuer.kind == .root {
            return QueryResult([.structure("User", root(context))])
        }
        let user = try await context.get(UserRecord.self, context.userName())
        return QueryResult([.structure("User", try await members(of: user, context))])
    }

    /// Root has no name and no path, and nobody knows when the account was made.
    static func root(_ context: OperationContext) -> [QueryMember] {
        [
            .text("UserId", context.account.id.description),
            .text("Arn", "\(context.account.rootARN)"),
            .text("CreateDate", Timestamp(milliseconds: 0).iso8601),
        ]
    }

    private static func listUsers(_ context: OperationContext) async throws -> QueryResult {
        let page = try Page(context.parameters)
        let users = try await context.list(
            UserRecord.self, pathPrefix: context.parameters.text(.pathPrefix) ?? "/", after: page.after,
            limit: page.readLimit)
        let (shown, members) = page.cut(users) { EntityRow.fold($0.name) }
        var list: [[QueryMember]] = []
        for user in shown { list.append(try await listedWithUse(user, context)) }
        return QueryResult([.structures("Users", list)] + members)
    }

    private static func updateUser(_ context: OperationContext) async throws -> QueryResult {
        let parameters = context.parameters
        let user = try await context.get(UserRecord.self, parameters[.userName])
        try await context.rename(user, name: parameters.text(.newUserName), path: parameters.text(.newPath))
        return .none
    }

    private static func deleteUser(_ context: OperationContext) async throws -> QueryResult {
        let user = try await context.get(UserRecord.self, context.parameters[.userName])
        let (entities, id) = (context.entities, user.uniqueID)
        guard try await entities.rows(.owned(.loginProfile, by: id)).isEmpty else {
            throw QueryFault.mustFirst("delete login profile")
        }
        guard try await entities.entities(AccessKeyRecord.self, ownedBy: id).isEmpty else {
            throw QueryFault.mustFirst("delete access keys")
        }
        guard try await entities.entities(MFADeviceRecord.self, ownedBy: id).isEmpty else {
            throw QueryFault.mustFirst("delete MFA device")
        }
        for (kind, what) in [
            (EntityKind.signingCertificate, "delete signing certificates"),
            (.sshPublicKey, "remove referenced objects"),
            (.serviceCredential, "remove referenced objects"),
        ] {
            guard try await entities.count(.owned(kind, by: id)) == 0 else { throw QueryFault.mustFirst(what) }
        }
        guard try await entities.targets(of: id, .membership).isEmpty else {
            throw QueryFault.mustFirst("remove users from group")
        }
        try await entities.checkNoPolicies(user)
        try await entities.delete(uniqueID: id)
        return .none
    }

    private static func putUserPermissionsBoundary(_ context: OperationContext) async throws -> QueryResult {
        let user = try await context.get(UserRecord.self, context.parameters[.userName])
        try await Boundary.set(context.parameters[.permissionsBoundary], on: user.uniqueID, context)
        return .none
    }

    private static func deleteUserPermissionsBoundary(_ context: OperationContext) async throws -> QueryResult {
        let user = try await context.get(UserRecord.self, context.parameters[.userName])
        try await Boundary.remove(from: user.uniqueID, context)
        return .none
    }

    /// A user as lists show it.
    static func listed(_ user: Entity<UserRecord>, _ context: OperationContext) -> [QueryMember] {
        [
            .text("Path", user.path), .text("UserName", user.name), .text("UserId", user.uniqueID),
            .text("Arn", "\(user.arn(in: context.partition))"), .text("CreateDate", user.createDate.iso8601),
        ]
    }

    private static func listedWithUse(
        _ user: Entity<UserRecord>, _ context: OperationContext
    ) async throws -> [QueryMember] {
        var members = listed(user, context)
        members.append("PasswordLastUsed", try await context.passwordLastUsed(user))
        return members
    }

    private static func members(
        of user: Entity<UserRecord>, _ context: OperationContext
    ) async throws -> [QueryMember] {
        try await listedWithUse(user, context) + Boundary.members(of: user.uniqueID, context)
            + Tags.members(user.record.tags)
    }
}
