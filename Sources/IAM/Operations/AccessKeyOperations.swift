import AWSQuery
import Accounts
import Encodings
import IAMPolicy

extension IAMService {
    static let accessKeyOperations: [IAMOperation] = [
        .writing("CreateAccessKey", parameters: [.optional(.userName)], access: ofUserOrCaller, createAccessKey),
        .reading("ListAccessKeys", parameters: [.optional(.userName)] + .page, access: ofUserOrCaller, listAccessKeys),
        .writing(
            "UpdateAccessKey", parameters: [.optional(.userName), .required(.accessKeyID), .required(.status)],
            access: ofUserOrCaller, updateAccessKey),
        .writing(
            "DeleteAccessKey", parameters: [.optional(.userName), .required(.accessKeyID)],
            access: ofUserOrCaller, deleteAccessKey),
        .reading(
            "GetAccessKeyLastUsed", parameters: [.required(.accessKeyID)],
            access: AccessRule(.userOfAccessKey(.accessKeyID)), getAccessKeyLastUsed),
    ]

    /// A permission for the user that `UserName` names, or for the caller.
    static let ofUserOrCaller = AccessRule(.userOrCaller(name: .userName))

    private static func createAccessKey(_ context: OperationContext) async throws -> QueryResult {
        let owner = try await context.credentialOwner()
        guard try await context.accessKeys(of: owner).count < AccessKeys.maximum else {
            throw QueryFault.quota(.accessKey, AccessKeys.maximum, context.account.id)
        }
        let made: AccessKeys.Made
        do {
            made = try AccessKeys.make(
                account: context.account.id, owner: owner.uniqueID, keyRing: context.keyRing, random: context.random,
                at: context.instant)
        } catch {
            throw QueryFault.serviceFailure(error.description)
        }
        try await context.insert(made.entity)
        var members: [QueryMember] = []
        members.append("UserName", owner.userName)
        members += [
            .text("AccessKeyId", made.entity.uniqueID), .text("Status", status(made.entity)),
            .text("SecretAccessKey", made.secretAccessKey), .text("CreateDate", made.entity.createDate.iso8601),
        ]
        return QueryResult([.structure("AccessKey", members)])
    }

    private static func listAccessKeys(_ context: OperationContext) async throws -> QueryResult {
        let page = try Page(context.parameters)
        let owner = try await context.credentialOwner()
        let (shown, members) = page.select(try await context.accessKeys(of: owner), key: \.uniqueID)
        let keys = shown.map { key in
            var members: [QueryMember] = []
            members.append("UserName", owner.userName)
            members += [
                .text("AccessKeyId", key.uniqueID), .text("Status", status(key)),
                .text("CreateDate", key.createDate.iso8601),
            ]
            return members
        }
        return QueryResult([.structures("AccessKeyMetadata", keys)] + members)
    }

    private static func updateAccessKey(_ context: OperationContext) async throws -> QueryResult {
        let status = context.parameters[.status]
        guard status != "Expired" else { throw QueryFault.invalidInput("Status must be Active or Inactive.") }
        var key = try await accessKey(context)
        key.record.isActive = status == "Active"
        try await context.entities.update(key)
        return .none
    }

    private static func deleteAccessKey(_ context: OperationContext) async throws -> QueryResult {
        try await context.entities.delete(uniqueID: accessKey(context).uniqueID)
        return .none
    }

    private static func getAccessKeyLastUsed(_ context: OperationContext) async throws -> QueryResult {
        let id = context.parameters[.accessKeyID]
        guard let key = try await context.entities.entity(AccessKeyRecord.self, uniqueID: id),
            key.account == context.account.id
        else { throw QueryFault.noSuchEntity(.accessKey, id) }
        var members: [QueryMember] = []
        if let owner = key.owner {
            members.append("UserName", try await context.entities.entity(UserRecord.self, uniqueID: owner)?.name)
        }
        let use = try await context.lastUse(of: id)
        var used: [QueryMember] = []
        used.append("LastUsedDate", use?.instant.iso8601)
        used += [.text("ServiceName", use?.service ?? "N/A"), .text("Region", use?.region ?? "N/A")]
        return QueryResult(members + [.structure("AccessKeyLastUsed", used)])
    }

    /// The key in `AccessKeyId`, which has to be of the user in `UserName` or of the caller.
    private static func accessKey(_ context: OperationContext) async throws -> Entity<AccessKeyRecord> {
        let id = context.parameters[.accessKeyID]
        let owner = try await context.credentialOwner()
        guard let key = try await context.entities.entity(AccessKeyRecord.self, uniqueID: id),
            key.account == context.account.id, key.owner == owner.uniqueID
        else { throw QueryFault.noSuchEntity(.accessKey, id) }
        return key
    }

    private static func status(_ key: Entity<AccessKeyRecord>) -> String {
        key.record.isActive ? "Active" : "Inactive"
    }
}
