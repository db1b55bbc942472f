import AWSQuery
import Accounts
import Encodings
import IAMCredentials
import Keys
import Sessions

/// What becomes of a user's login profile with the password of a call, made before the transaction.
struct PreparedPassword: Sendable {
    /// The profile as it was; nil when there was none.
    let former: LoginProfileRecord?
    /// The profile with the password.
    let next: LoginProfileRecord
}

/// A password of a call, and all that has to be known to judge it and to hash it.
struct PasswordQuestion: Sendable, CustomStringConvertible, CustomReflectable {
    private let password: String
    /// The password so far, for ChangePassword.
    private let old: String?
    private let userID: String
    private let profile: LoginProfileRecord?
    private let policy: PasswordPolicyRecord?
    private let isResetRequired: Bool
    private let keyRing: KeyRing
    private let instant: Timestamp
    private let random: any RandomSource
    private let hashing: PasswordHashing

    /// Throws `NoSuchEntity`, and `InvalidUserType` for whoever has no password to change.
    init(_ password: String, _ context: OperationContext, _ hashing: PasswordHashing) async throws {
        let parameters = context.parameters
        old = parameters.text(.oldPassword)
        if old != nil { try Self.checkIsUser(context.caller) }
        let user = try await context.get(UserRecord.self, context.userName())
        let found = try await context.loginProfileIfPresent(of: user)
        if old != nil, found == nil { throw QueryFault.noSuchEntity(.loginProfile, user.name) }
        self.password = password
        userID = user.uniqueID
        profile = found?.record
        policy = try await context.find(PasswordPolicyRecord.self, PasswordPolicyRecord.name)?.record
        isResetRequired = parameters.boolean(.passwordResetRequired) ?? (old == nil && profile?.isResetRequired == true)
        keyRing = context.keyRing
        instant = context.instant
        random = context.random
        self.hashing = hashing
    }

    /// Whose it is, and nothing of it.
    var description: String { "PasswordQuestion(\(userID), passwords redacted)" }

    /// Shows nothing of it either.
    var customMirror: Mirror { Mirror(self, children: ["userID": userID]) }

    private static func checkIsUser(_ caller: Caller) throws(QueryFault) {
        guard caller.userName == nil else { return }
        throw QueryFault("InvalidUserType", "Only IAM Users can change their own password")
    }

    /// Judges and hashes it, where nobody else waits for that.
    ///
    /// Throws `AccessDenied` for a wrong old password, `PasswordPolicyViolation`, `Throttling`.
    func answer() async throws(QueryFault) -> PreparedPassword {
        try checkOwnChange()
        let outcome: Result<LoginProfileRecord, Passwords.Refusal>
        do throws(TooMuchWork) {
            outcome = try await hashing.work.run { judged() }
        } catch {
            takeBack()
            throw QueryFault(
                "Throttling", "Too many passwords at once. Please try again.", status: 503, cause: "\(error)")
        }
        do throws(Passwords.Refusal) {
            let next = try outcome.get()
            forgive()
            return PreparedPassword(former: profile, next: next)
        } catch {
            throw refusal(error)
        }
    }

    private func judged() -> Result<LoginProfileRecord, Passwords.Refusal> {
        Result { () throws(Passwords.Refusal) in
            if let old, let profile { try Passwords.check(old, is: profile, of: userID, keyRing: keyRing) }
            return try Passwords.profile(
                password, after: profile, of: userID, rules: PasswordRules(policy), cost: hashing.cost,
                isResetRequired: isResetRequired, keyRing: keyRing, random: random, at: instant)
        }
    }

    private func refusal(_ error: Passwords.Refusal) -> QueryFault {
        switch error {
        case .wrong:
            return QueryFault("AccessDenied", "The old password was incorrect.", status: 403)
        case .violation(let text):
            // The old one was right, or nobody asked for it.
            forgive()
            return QueryFault("PasswordPolicyViolation", text)
        case .unreadable:
            takeBack()
            return .serviceFailure("a password of \(userID) can't be hashed or opened with this key ring")
        }
    }

    // MARK: A user's own change

    /// Counts an attempt as a wrong one until it proves right.
    private func checkOwnChange() throws(QueryFault) {
        guard old != nil, let profile else { return }
        guard hashing.attempts.begin(.user(userID), at: instant) else {
            throw QueryFault(
                "AccessDenied", "The old password was incorrect. There were too many of them: please wait.", status: 403
            )
        }
        guard PasswordRules(policy).isClosed(passwordFrom: profile.passwordDate, at: instant) else { return }
        takeBack()
        throw QueryFault(
            "AccessDenied", "The password has expired. Only an administrator can set another one.", status: 403)
    }

    private func forgive() { if old != nil { hashing.attempts.succeed(.user(userID)) } }

    private func takeBack() { if old != nil { hashing.attempts.withdraw(.user(userID)) } }
}
