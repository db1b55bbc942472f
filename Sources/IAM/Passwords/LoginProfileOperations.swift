import AWSQuery
import Accounts
import Encodings
import IAMPolicy

extension IAMService {
    static let loginProfileOperations: [IAMOperation] = [
        .writing(
            "CreateLoginProfile",
            parameters: [
                .optional(.userName, .newUserName), .required(.password), .optional(.passwordResetRequired),
            ],
            access: ofUserOrCaller, createLoginProfile),
        .reading(
            "GetLoginProfile", parameters: [.optional(.userName, .newUserName)], access: ofUserOrCaller,
            getLoginProfile),
        .writing(
            "UpdateLoginProfile",
            parameters: [
                .required(.userName, .newUserName), .optional(.password), .optional(.passwordResetRequired),
            ],
            access: AccessRule(.entity(.user, name: .userName)), updateLoginProfile),
        .writing(
            "DeleteLoginProfile", parameters: [.optional(.userName, .newUserName)], access: ofUserOrCaller,
            deleteLoginProfile),
        changePasswordOperation,
    ]

    private static var changePasswordOperation: IAMOperation {
        var operation = IAMOperation.writing(
            "ChangePassword", parameters: [.required(.oldPassword), .required(.newPassword)],
            access: AccessRule(.caller), changePassword)
        operation.isLeftToUsers = true
        return operation
    }

    private static func createLoginProfile(_ context: OperationContext) async throws -> QueryResult {
        let user = try await context.get(UserRecord.self, context.userName())
        guard try await context.loginProfileIfPresent(of: user) == nil else {
            throw QueryFault.alreadyExists(.loginProfile, user.name)
        }
        guard let password = context.preparation.password, password.former == nil else { throw changed(user) }
        let profile = Entity(
            account: context.account.id, name: user.uniqueID, uniqueID: LoginProfileRecord.uniqueID(of: user.uniqueID),
            owner: user.uniqueID, createDate: context.instant, record: password.next)
        try await context.entities.insert(profile)
        return QueryResult([.structure("LoginProfile", members(of: profile, user))])
    }

    private static func getLoginProfile(_ context: OperationContext) async throws -> QueryResult {
        let (user, profile) = try await context.loginProfile()
        return QueryResult([.structure("LoginProfile", members(of: profile, user))])
    }

    private static func updateLoginProfile(_ context: OperationContext) async throws -> QueryResult {
        let (user, found) = try await context.loginProfile()
        var profile = found
        if context.parameters.text(.password) != nil {
            try set(&profile, of: user, context)
        } else if let isResetRequired = context.parameters.boolean(.passwordResetRequired) {
            profile.record.isResetRequired = isResetRequired
        }
        try await context.entities.update(profile)
        return .none
    }

    private static func changePassword(_ context: OperationContext) async throws -> QueryResult {
        let (user, found) = try await context.loginProfile()
        var profile = found
        try set(&profile, of: user, context)
        try await context.entities.update(profile)
        return .none
    }

    private static func deleteLoginProfile(_ context: OperationContext) async throws -> QueryResult {
        try await context.entities.delete(uniqueID: context.loginProfile().profile.uniqueID)
        return .none
    }

    /// Puts the password into a profile that is still the one it was judged by.
    private static func set(
        _ profile: inout Entity<LoginProfileRecord>, of user: Entity<UserRecord>, _ context: OperationContext
    ) throws {
        guard let password = context.preparation.password, password.former == profile.record else {
            throw changed(user)
        }
        profile.record = password.next
    }

    private static func changed(_ user: Entity<UserRecord>) -> StoreError {
        StoreError(.conflict, "the login profile of \(user.uniqueID) was changed")
    }

    private static func members(
        of profile: Entity<LoginProfileRecord>, _ user: Entity<UserRecord>
    ) -> [QueryMember] {
        [
            .text("UserName", user.name), .text("CreateDate", profile.createDate.iso8601),
            .boolean("PasswordResetRequired", profile.record.isResetRequired),
        ]
    }
}

extension OperationContext {
    /// The login profile of a user; nil when it has none.
    func loginProfileIfPresent(of user: Entity<UserRecord>) async throws -> Entity<LoginProfileRecord>? {
        try await entities.entity(
            LoginProfileRecord.self, uniqueID: LoginProfileRecord.uniqueID(of: user.uniqueID))
    }

    /// The user in `UserName`, or the caller, and the login profile.
    ///
    /// Throws `NoSuchEntity`.
    func loginProfile() async throws -> (user: Entity<UserRecord>, profile: Entity<LoginProfileRecord>) {
        let user = try await get(UserRecord.self, userName())
        guard let profile = try await loginProfileIfPresent(of: user) else {
            throw QueryFault.noSuchEntity(.loginProfile, user.name)
        }
        return (user, profile)
    }

    /// When a user's password was used last; nil for never, or without one.
    func passwordLastUsed(_ user: Entity<UserRecord>) async throws -> String? {
        // Most users have no password: this asks for no profile of theirs.
        guard let use = try await lastUse(of: LoginProfileRecord.uniqueID(of: user.uniqueID)),
            let profile = try await loginProfileIfPresent(of: user), profile.createDate <= use.instant
        else { return nil }
        return use.instant.iso8601
    }
}
