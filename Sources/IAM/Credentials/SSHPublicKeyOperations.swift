import AWSQuery
import Accounts
import Encodings
import IAMCredentials
import IAMPolicy

extension IAMService {
    private static let ofUser = AccessRule(.entity(.user, name: .userName))
    private static let user = Parameter.required(.userName, .newUserName)

    static let sshPublicKeyOperations: [IAMOperation] =
        [
            .writing(
                "UploadSSHPublicKey", parameters: [user, .required(.sshPublicKeyBody)], access: ofUser,
                uploadSSHPublicKey),
            .reading(
                "GetSSHPublicKey", parameters: [user, .required(.sshPublicKeyID), .required(.encoding)],
                access: ofUser, getSSHPublicKey),
            .reading(
                "ListSSHPublicKeys", parameters: [.optional(.userName, .newUserName)] + .page, access: ofUserOrCaller,
                listSSHPublicKeys),
        ] + changes(of: SSHPublicKeyRecord.self, "SSHPublicKey", .sshPublicKeyID, user: user, access: ofUser)

    private static func uploadSSHPublicKey(_ context: OperationContext) async throws -> QueryResult {
        let user = try await context.user()
        let body = context.parameters[.sshPublicKeyBody]
        let fingerprint = try read(body).fingerprint
        let others = try await context.entities.entities(SSHPublicKeyRecord.self, ownedBy: user.uniqueID)
        guard !others.contains(where: { $0.record.fingerprint == fingerprint }) else {
            throw QueryFault("DuplicateSSHPublicKey", "The user has this SSH public key already.")
        }
        try await context.checkQuota(SSHPublicKeyRecord.self, of: user, Quotas.sshPublicKeysPerUser)
        let id = UniqueID.make(.sshPublicKey, context.random)
        let key = Entity(
            account: context.account.id, name: id, uniqueID: id, owner: user.uniqueID, createDate: context.instant,
            record: SSHPublicKeyRecord(body: body, fingerprint: fingerprint))
        try await context.insert(key)
        return QueryResult([.structure("SSHPublicKey", members(of: key, user, body: body))])
    }

    private static func getSSHPublicKey(_ context: OperationContext) async throws -> QueryResult {
        let (user, key) = try await context.credential(SSHPublicKeyRecord.self, .sshPublicKeyID)
        let read = try read(key.record.body)
        guard let body = context.parameters[.encoding] == "PEM" ? read.pem : read.openSSH else {
            throw QueryFault("UnrecognizedPublicKeyEncoding", "The key has no form in PEM.")
        }
        return QueryResult([.structure("SSHPublicKey", members(of: key, user, body: body))])
    }

    private static func listSSHPublicKeys(_ context: OperationContext) async throws -> QueryResult {
        let page = try Page(context.parameters)
        let user = try await context.user()
        let keys = try await context.entities.entities(SSHPublicKeyRecord.self, ownedBy: user.uniqueID)
        let (shown, members) = page.select(keys, key: \.uniqueID)
        return QueryResult([.structures("SSHPublicKeys", shown.map { listed($0, user) })] + members)
    }

    private static func read(_ body: String) throws(QueryFault) -> SSHPublicKey {
        do throws(SSHPublicKey.Refusal) {
            return try SSHPublicKey(body)
        } catch {
            switch error {
            case .unrecognized:
                throw QueryFault(
                    "UnrecognizedPublicKeyEncoding", "The key is neither ssh-rsa as OpenSSH writes it nor in PEM.")
            case .invalid:
                throw QueryFault("InvalidPublicKey", "The key is no RSA public key of 2048 to 16384 bits.")
            }
        }
    }

    private static func listed(_ key: Entity<SSHPublicKeyRecord>, _ user: Entity<UserRecord>) -> [QueryMember] {
        [
            .text("UserName", user.name), .text("SSHPublicKeyId", key.uniqueID), key.status,
            .text("UploadDate", key.createDate.iso8601),
        ]
    }

    private static func members(
        of key: Entity<SSHPublicKeyRecord>, _ user: Entity<UserRecord>, body: String
    ) -> [QueryMember] {
        [
            .text("UserName", user.name), .text("SSHPublicKeyId", key.uniqueID),
            .text("Fingerprint", key.record.fingerprint), .text("SSHPublicKeyBody", body), key.status,
            .text("UploadDate", key.createDate.iso8601),
        ]
    }
}
