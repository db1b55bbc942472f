package import Accounts
import Encodings
import IAMPolicy
import Sessions

/// A user of an account as a sign-in finds him.
package struct ConsoleUser: Sendable {
    /// His account.
    package let account: Account
    /// The user.
    let user: Entity<UserRecord>
    /// His password; nil when he has none.
    let profile: Entity<LoginProfileRecord>?
    /// Serial numbers of the MFA devices that are enabled for him.
    package let devices: [String]
    /// What the account asks of passwords.
    let policy: PasswordPolicyRecord?

    var uniqueID: String { user.uniqueID }

    /// Whoever signs in, as policies and records know him.
    var caller: Caller {
        Caller(account: account, identity: .user(user), accessKeyID: "", issuerTags: user.record.tags)
    }

    /// Reads a user by his name, without regard to case; nil when there is none.
    static func read(
        _ name: String, of account: Account, _ reader: any EntityReader
    ) async throws -> ConsoleUser? {
        guard let user = try await reader.entity(UserRecord.self, account: account.id, name: name) else { return nil }
        return try await read(user, of: account, reader)
    }

    /// Reads the user with this unique id; nil when he is gone.
    static func read(
        uniqueID: String, of account: Account, _ reader: any EntityReader
    ) async throws -> ConsoleUser? {
        guard let user = try await reader.entity(UserRecord.self, uniqueID: uniqueID), user.account == account.id else {
            return nil
        }
        return try await read(user, of: account, reader)
    }

    private static func read(
        _ user: Entity<UserRecord>, of account: Account, _ reader: any EntityReader
    ) async throws -> ConsoleUser {
        let profileID = LoginProfileRecord.uniqueID(of: user.uniqueID)
        let devices = try await reader.entities(MFADeviceRecord.self, ownedBy: user.uniqueID)
        return ConsoleUser(
            account: account, user: user,
            profile: try await reader.entity(LoginProfileRecord.self, uniqueID: profileID),
            devices: devices.filter { $0.record.enableDate != nil }.map(\.uniqueID),
            policy: try await reader.entity(
                PasswordPolicyRecord.self, uniqueID: PasswordPolicyRecord.uniqueID(of: account.id))?.record)
    }

    /// Why another password is needed at `instant`; nil when it is not.
    func passwordChange(at instant: Timestamp) -> UserSignInStep.Reason? {
        guard let profile else { return nil }
        if profile.record.isResetRequired { return .required }
        guard let end = policy?.end(ofPasswordFrom: profile.record.passwordDate), end <= instant else { return nil }
        return .expired
    }
}
