import Accounts
package import Encodings
import STS
package import Sessions

/// The end of a password that comes soon.
package struct PasswordEnd: Hashable, Sendable {
    /// The first instant at which it has to be changed.
    package let end: Timestamp
    /// Whole days until then.
    package let daysLeft: Int
    /// Whether its user may choose another one.
    package let mayChange: Bool
}

extension UserSignIn {
    /// Days before the end of a password within which its user is told of it (user guide, "Enable password expiration").
    private static let noticeDays = 15
    private static let millisecondsOfDay: Int64 = 86_400_000

    /// The end of the password of the user who is signed in, when it is near; nil when it is not, and for everybody else.
    ///
    /// Throws `UserSignInRefusal` when the store fails.
    package func passwordEnd(
        of console: ConsoleSession, _ circumstances: Circumstances
    ) async throws(UserSignInRefusal) -> PasswordEnd? {
        guard let user = try await user(of: console), let profile = user.profile,
            let end = user.policy?.end(ofPasswordFrom: profile.record.passwordDate)
        else { return nil }
        let days = Int(max(end.milliseconds - circumstances.now.milliseconds, 0) / Self.millisecondsOfDay)
        guard days < Self.noticeDays else { return nil }
        return PasswordEnd(end: end, daysLeft: days, mayChange: await mayChange(user, console, circumstances))
    }

    /// Sets another password for the user who is signed in and knows the one that there is.
    ///
    /// Attempts come out of the allowances of the sign-in page. Throws `UserSignInRefusal`, which is recorded; `over` for whoever is no
    /// user with a password.
    package func changePassword(
        of console: ConsoleSession, from current: String, to password: String, browser: KnownBrowser?,
        _ circumstances: Circumstances
    ) async throws(UserSignInRefusal) {
        guard let user = try await user(of: console), let profile = user.profile else { throw .over }
        do throws(UserSignInRefusal) {
            try await checkMayChange(
                user, user.passwordChange(at: circumstances.now) ?? .required, as: user.caller(in: console),
                circumstances)
            let attempt = try await draw(for: user.user.name, of: user.account, user, browser: browser, circumstances)
            _ = try await check(current, of: user, attempt, circumstances)
            let next = try await hashed(password, of: user, after: profile.record, circumstances)
            do throws(STSError) {
                try await service.keep([recorder.passwordChange(user, circumstances)])
            } catch {
                throw .unavailable(cause: error.cause)
            }
            try await put(next, in: profile)
        } catch {
            await recorder.refusedChange(error, user, circumstances)
            throw error
        }
    }

    private func mayChange(
        _ user: ConsoleUser, _ console: ConsoleSession, _ circumstances: Circumstances
    ) async -> Bool {
        do throws(UserSignInRefusal) {
            try await checkMayChange(user, .required, as: user.caller(in: console), circumstances)
            return true
        } catch {
            return false
        }
    }

    /// The user of an account who is signed in; nil for a role's session, for root, and for a user who is gone.
    private func user(of console: ConsoleSession) async throws(UserSignInRefusal) -> ConsoleUser? {
        let session = console.session
        guard session.kind == .sessionToken, session.issuer.kind == .user,
            let account = service.directory.accounts[session.accountID]
        else { return nil }
        let id = session.issuer.uniqueID
        return try await read { reader in try await ConsoleUser.read(uniqueID: id, of: account, reader) }
    }
}

extension ConsoleUser {
    /// Whoever is signed in, as policies know him: with what his session says of MFA.
    fileprivate func caller(in console: ConsoleSession) -> Caller {
        Caller(
            account: account, identity: .session(console.session), accessKeyID: console.session.accessKeyID,
            issuerTags: user.record.tags)
    }
}
