import AWSQuery
import Accounts

extension IAMService {
    static let passwordPolicyOperations: [IAMOperation] = [
        getPasswordPolicyOperation,
        .writing(
            "UpdateAccountPasswordPolicy",
            parameters: [
                .optional(.minimumPasswordLength), .optional(.requireSymbols), .optional(.requireNumbers),
                .optional(.requireUppercaseCharacters), .optional(.requireLowercaseCharacters),
                .optional(.allowUsersToChangePassword), .optional(.maxPasswordAge),
                .optional(.passwordReusePrevention), .optional(.hardExpiry),
            ],
            access: AccessRule(.any), updatePasswordPolicy),
        .writing("DeleteAccountPasswordPolicy", parameters: [], access: AccessRule(.any), deletePasswordPolicy),
    ]

    private static var getPasswordPolicyOperation: IAMOperation {
        var operation = IAMOperation.reading(
            "GetAccountPasswordPolicy", parameters: [], access: AccessRule(.any), getPasswordPolicy)
        operation.isLeftToUsers = true
        return operation
    }

    private static func getPasswordPolicy(_ context: OperationContext) async throws -> QueryResult {
        guard let policy = try await context.find(PasswordPolicyRecord.self, PasswordPolicyRecord.name)?.record else {
            throw QueryFault.noSuchEntity(.passwordPolicy, context.account.id.description)
        }
        var members: [QueryMember] = [
            .integer("MinimumPasswordLength", policy.minimumLength),
            .boolean("RequireSymbols", policy.requiresSymbols), .boolean("RequireNumbers", policy.requiresNumbers),
            .boolean("RequireUppercaseCharacters", policy.requiresUppercase),
            .boolean("RequireLowercaseCharacters", policy.requiresLowercase),
            .boolean("AllowUsersToChangePassword", policy.allowsUsersToChange),
            .boolean("ExpirePasswords", policy.maximumAge != nil),
        ]
        members.append("MaxPasswordAge", policy.maximumAge.map(String.init))
        members.append("PasswordReusePrevention", policy.reusePrevention.map(String.init))
        if let expiresHard = policy.expiresHard { members.append(.boolean("HardExpiry", expiresHard)) }
        return QueryResult([.structure("PasswordPolicy", members)])
    }

    /// What the call does not say falls back to its default.
    private static func updatePasswordPolicy(_ context: OperationContext) async throws -> QueryResult {
        let parameters = context.parameters
        var policy = PasswordPolicyRecord()
        policy.minimumLength = parameters.integer(.minimumPasswordLength) ?? policy.minimumLength
        policy.requiresSymbols = parameters.boolean(.requireSymbols) ?? false
        policy.requiresNumbers = parameters.boolean(.requireNumbers) ?? false
        policy.requiresUppercase = parameters.boolean(.requireUppercaseCharacters) ?? false
        policy.requiresLowercase = parameters.boolean(.requireLowercaseCharacters) ?? false
        policy.allowsUsersToChange = parameters.boolean(.allowUsersToChangePassword) ?? false
        policy.maximumAge = parameters.integer(.maxPasswordAge)
        policy.reusePrevention = parameters.integer(.passwordReusePrevention)
        policy.expiresHard = parameters.boolean(.hardExpiry)
        if var old = try await context.find(PasswordPolicyRecord.self, PasswordPolicyRecord.name) {
            old.record = policy
            try await context.entities.update(old)
        } else {
            try await context.insert(
                Entity(
                    account: context.account.id, name: PasswordPolicyRecord.name,
                    uniqueID: PasswordPolicyRecord.uniqueID(of: context.account.id), createDate: context.instant,
                    record: policy))
        }
        return .none
    }

    private static func deletePasswordPolicy(_ context: OperationContext) async throws -> QueryResult {
        guard let policy = try await context.find(PasswordPolicyRecord.self, PasswordPolicyRecord.name) else {
            throw QueryFault.noSuchEntity("The account policy with name PasswordPolicy cannot be found.")
        }
        try await context.entities.delete(uniqueID: policy.uniqueID)
        return .none
    }
}
