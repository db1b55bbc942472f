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
    func credentialOwner() throws(QueryFault) -> CredentialOwner {
        if parameters.text("UserName") == nil, caller.issuer.kind == .root { return .root }
        return .user(try entities.get(UserRecord.self, try userName()))
    }

    /// The access keys of a user or of root.
    func accessKeys(of owner: CredentialOwner) throws(QueryFault) -> [Entity<AccessKeyRecord>] {
        if let id = owner.uniqueID { return try entities.owned(AccessKeyRecord.self, by: id) }
        do {
            return try AccessKeys.ofRoot(account.id, entities.transaction)
        } catch {
            throw QueryFault(error)
        }
    }

    /// The MFA devices that are enabled for a user or for root.
    func devices(of owner: CredentialOwner) throws(QueryFault) -> [Entity<MFADeviceRecord>] {
        if let id = owner.uniqueID { return try entities.owned(MFADeviceRecord.self, by: id) }
        return try entities.list(MFADeviceRecord.self, limit: .max).filter(\.record.isOfRoot)
    }
}
