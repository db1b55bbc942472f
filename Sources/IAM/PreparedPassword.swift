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
    /// Throws `AccessDenied` for a wrong old password, `PasswordPolicyViolation`, `Throttling`; `StoreError` when attempts can't be
    /// counted.
    func answer(in store: any FederationStore) async throws -> PreparedPassword {
        try await checkOwnChange(store)
        let outcome: Result<LoginProfileRecord, Passwords.Refusal>
        do throws(TooMuchWork) {
            outcome = try await hashing.work.run { judged() }
        } catch {
            try await takeBack(store)
            throw QueryFault(
                "Throttling", "Too many passwords at once. Please try again.", status: 503, cause: "\(error)")
        }
        let next: LoginProfileRecord
        do throws(Passwords.Refusal) {
            next = try outcome.get()
        } catch {
            throw try await refusal(error, store)
        }
        try await forgive(store)
        return PreparedPassword(former: profile, next: next)
    }

    private func judged() -> Result<LoginProfileRecord, Passwords.Refusal> {
        Result { () throws(Passwords.Refusal) in
            if let old, let profile { try Passwords.check(old, is: profile, of: userID, keyRing: keyRing) }
            return try Passwords.profile(
                password, after: profile, of: userID, rules: PasswordRules(policy), cost: hashing.cost,
                isResetRequired: isResetRequired, keyRing: keyRing, random: random, at: instant)
        }
    }

    private func refusal(_ error: Passwords.Refusal, _ store: any FederationStore) async throws -> QueryFault {
        switch error {
        case .wrong:
            return QueryFault("AccessDenied", "The old password was incorrect.", status: 403)
        case .violation(let text):
            // The old one was right, or nobody asked for it.
            try await forgive(store)
            return QueryFault("PasswordPolicyViolation", text)
        case .unreadable:
            try await takeBack(store)
            return .serviceFailure("a password of \(userID) can't be hashed or opened with this key ring")
        }
    }

    // MARK: A user's own change

    private var attempts: GuessAttempts { GuessAttempts(oldPasswordsOf: userID) }

    /// Counts an attempt as a wrong one until it proves right.
    private func checkOwnChange(_ store: any FederationStore) async throws {
        guard old != nil, let profile else { return }
        guard try await attempts.begin(in: store, at: instant) else {
            throw QueryFault(
                "AccessDenied", "The old password was incorrect. There were too many of them: please wait.", status: 403
            )
        }
        guard PasswordRules(policy).isClosed(passwordFrom: profile.passwordDate, at: instant) else { return }
        try await takeBack(store)
        throw QueryFault(
            "AccessDenied", "The password has expired. Only an administrator can set another one.", status: 403)
    }

    private func forgive(_ store: any FederationStore) async throws {
        if old != nil { try await attempts.succeed(in: store, at: instant) }
    }

    private func takeBack(_ store: any FederationStore) async throws {
        if old != nil { try await attempts.withdraw(in: store, at: instant) }
    }
}
