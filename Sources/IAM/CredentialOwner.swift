import AWSQuery
import Accounts
import Sessions

/// Whose keys or devices an operation is about.
enum CredentialOwner {
    /// A user.
    case user(Entity<UserRecord>)
    /// The root of the account.
    case root

    /// Unique id of the user; nil for root.
    var uniqueID: String? {
        if case .user(let user) = self { return user.uniqueID }
        return nil
    }

    /// Name of the user; nil for root.
    var userName: String? {
        if case .user(let user) = self { return user.name }
        return nil
    }
}

extension OperationContext {
    /// The user in `UserName`; without one the caller, a user or root.
    ///
    /// Throws `NoSuchEntity`, or `ValidationError` when the caller is neither.
    func credentialOwner() async throws -> CredentialOwner {
        if parameters.text(.userName) == nil, caller.issuer.kind == .root { return .root }
        return .user(try await get(UserRecord.self, userName()))
    }

    /// The access keys of a user or of root.
    func accessKeys(of owner: CredentialOwner) async throws -> [Entity<AccessKeyRecord>] {
        if let id = owner.uniqueID { return try await entities.entities(AccessKeyRecord.self, ownedBy: id) }
        return try await AccessKeys.ofRoot(account.id, entities)
    }

    /// The MFA devices that are enabled for a user or for root.
    func devices(of owner: CredentialOwner) async throws -> [Entity<MFADeviceRecord>] {
        if let id = owner.uniqueID { return try await entities.entities(MFADeviceRecord.self, ownedBy: id) }
        return try await list(MFADeviceRecord.self).filter(\.record.isOfRoot)
    }
}
