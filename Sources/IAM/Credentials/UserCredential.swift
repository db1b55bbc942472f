import AWSQuery
import Accounts
import IAMPolicy

/// What belongs to a user, has an id, and may be switched off: SSH keys, certificates, credentials for one service.
protocol UserCredentialRecord: EntityRecord {
    /// Whether it may be used.
    var isActive: Bool { get set }
}

extension SSHPublicKeyRecord: UserCredentialRecord {}
extension SigningCertificateRecord: UserCredentialRecord {}
extension ServiceCredentialRecord: UserCredentialRecord {}

extension Entity where Record: UserCredentialRecord {
    /// `Active` or `Inactive`.
    var status: QueryMember { .text("Status", record.isActive ? "Active" : "Inactive") }
}

extension OperationContext {
    /// The user in `UserName`, or the caller.
    ///
    /// Throws `NoSuchEntity`, or `ValidationError` when the caller is no user.
    func user() async throws -> Entity<UserRecord> { try await get(UserRecord.self, userName()) }

    /// The credential with the id in a parameter, of the user in `UserName` or the caller.
    ///
    /// Throws `NoSuchEntity`, also for one of another user.
    func credential<Record: UserCredentialRecord>(
        _ type: Record.Type, _ id: ParameterName
    ) async throws -> (user: Entity<UserRecord>, credential: Entity<Record>) {
        let user = try await user()
        guard let credential = try await entities.entity(type, uniqueID: parameters[id]),
            credential.owner == user.uniqueID
        else { throw QueryFault.noSuchEntity(Record.kind, parameters[id]) }
        return (user, credential)
    }

    /// Throws `LimitExceeded` when a user has `quota` of a kind.
    func checkQuota<Record: EntityRecord>(_ type: Record.Type, of user: Entity<UserRecord>, _ quota: Int) async throws {
        guard try await entities.count(.owned(Record.kind, by: user.uniqueID)) < quota else {
            throw QueryFault.quota(Record.kind, quota, account.id)
        }
    }
}

extension IAMService {
    /// The operations that switch a credential on and off, and remove it.
    static func changes<Record: UserCredentialRecord>(
        of type: Record.Type, _ title: String, _ id: ParameterName, user: Parameter, access: AccessRule
    ) -> [IAMOperation] {
        [
            .writing("Update\(title)", parameters: [user, .required(id), .required(.status)], access: access) {
                context in
                let status = context.parameters[.status]
                guard status != "Expired" else { throw QueryFault.invalidInput("Status must be Active or Inactive.") }
                var (_, credential) = try await context.credential(type, id)
                credential.record.isActive = status == "Active"
                try await context.entities.update(credential)
                return .none
            },
            .writing("Delete\(title)", parameters: [user, .required(id)], access: access) { context in
                let (_, credential) = try await context.credential(type, id)
                try await context.entities.delete(uniqueID: credential.uniqueID)
                return .none
            },
        ]
    }
}
