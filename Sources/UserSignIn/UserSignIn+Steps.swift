import Accounts
import Encodings
import IAMCredentials
import IAMPolicy
import STS
import Sessions

extension UserSignIn {
    /// Judges a one-time password of a sign-in whose password was right.
    ///
    /// Throws `UserSignInRefusal`, which is recorded.
    package func showMFA(
        step text: String, device: String?, code: String, browser: KnownBrowser?, _ circumstances: Circumstances
    ) async throws(UserSignInRefusal) -> Outcome {
        try await taking(text, circumstances) { step, user throws(UserSignInRefusal) in
            guard let serialNumber = user.devices.first(where: { $0 == device }) ?? user.devices.first else {
                throw .over
            }
            try await useMFA(code, of: serialNumber, by: user, circumstances)
            var step = step
            step.mfaAt = circumstances.now
            return try await proceed(step, of: user, browser: browser, circumstances)
        }
    }

    private func useMFA(
        _ code: String, of serialNumber: String, by user: ConsoleUser, _ circumstances: Circumstances
    ) async throws(UserSignInRefusal) {
        do throws(STSError) {
            try await service.useMFA(serialNumber: serialNumber, code: code, by: user.caller, at: circumstances.now)
        } catch {
            throw error.code == .serviceUnavailable ? .unavailable(cause: error.cause) : .wrong
        }
    }

    /// Sets the password that has to take the place of another.
    ///
    /// Throws `UserSignInRefusal`, which is recorded.
    package func setPassword(
        step text: String, password: String, browser: KnownBrowser?, _ circumstances: Circumstances
    ) async throws(UserSignInRefusal) -> Outcome {
        try await taking(text, circumstances) { step, user throws(UserSignInRefusal) in
            guard user.devices.isEmpty || step.mfaAt != nil,
                let reason = user.passwordChange(at: circumstances.now), let profile = user.profile
            else { throw .over }
            try await checkMayChange(user, reason, circumstances)
            let next = try await hashed(password, of: user, after: profile.record, circumstances)
            do throws(STSError) {
                try await service.keep([recorder.passwordChange(user, circumstances)])
            } catch {
                throw .unavailable(cause: error.cause)
            }
            try await put(next, in: profile)
            return try await finish(step, of: user, browser: browser, circumstances)
        }
    }

    /// Does what a step is for, while it is good.
    private func taking(
        _ text: String, _ circumstances: Circumstances,
        _ body: (UserSignInStep, ConsoleUser) async throws(UserSignInRefusal) -> Outcome
    ) async throws(UserSignInRefusal) -> Outcome {
        guard let step = UserSignInStep(text, keyRing), circumstances.now < step.expiresAt,
            let account = service.directory.accounts[step.accountID]
        else { throw .over }
        var user: ConsoleUser?
        do throws(UserSignInRefusal) {
            let id = step.userID
            user = try await read { reader in try await ConsoleUser.read(uniqueID: id, of: account, reader) }
            guard let user, user.profile?.record.passwordDate == step.passwordDate else { throw .over }
            return try await body(step, user)
        } catch {
            await recorder.refused(error, user, of: account, circumstances)
            throw error
        }
    }

    // MARK: Passwords

    /// Whether a user may set another password: the account leaves it to its users, or his policies allow it, and it is not too late.
    ///
    /// - Parameter caller: the user as he is signed in; nil for one who is not yet.
    func checkMayChange(
        _ user: ConsoleUser, _ reason: UserSignInStep.Reason, as caller: Caller? = nil, _ circumstances: Circumstances
    ) async throws(UserSignInRefusal) {
        if reason == .expired, let date = user.profile?.record.passwordDate,
            PasswordRules(user.policy).isClosed(passwordFrom: date, at: circumstances.now)
        {
            throw .mayNotChange(cause: "the password has expired, and an administrator has to set another one")
        }
        let caller = caller ?? user.caller
        let policies: PolicySet
        do throws(STSError) {
            policies = try await service.policies(of: caller)
        } catch {
            throw .unavailable(cause: error.cause)
        }
        let decision = policies.evaluate(
            RequestContext(
                principal: caller.principal, action: "iam:ChangePassword", resource: "\(caller.arn)",
                resourceAccount: user.account.id.description,
                keys: RequestKeys(caller, circumstances.call, at: circumstances.now).keys))
        let isLeft = decision.effect != .explicitlyDenied && user.policy?.allowsUsersToChange == true
        guard decision.isAllowed || isLeft else {
            throw .mayNotChange(cause: "the password has to be changed, and no policy allows iam:ChangePassword")
        }
    }

    func hashed(
        _ password: String, of user: ConsoleUser, after profile: LoginProfileRecord, _ circumstances: Circumstances
    ) async throws(UserSignInRefusal) -> LoginProfileRecord {
        guard password.utf8.count <= Self.longestPassword, password.unicodeScalars.allSatisfy(Self.isAllowed) else {
            throw .unfit("The specified value for password is invalid")
        }
        let (userID, keyRing, cost, random) = (user.uniqueID, keyRing, hashing.cost, random)
        let (rules, now) = (PasswordRules(user.policy), circumstances.now)
        let outcome: Result<LoginProfileRecord, Passwords.Refusal>
        do throws(TooMuchWork) {
            outcome = try await hashing.work.run {
                Result { () throws(Passwords.Refusal) in
                    // What was wanted is another one, whatever the account says of those before it.
                    if (try? Passwords.check(password, is: profile, of: userID, keyRing: keyRing)) != nil {
                        throw .violation("The new password has to be another one")
                    }
                    return try Passwords.profile(
                        password, after: profile, of: userID, rules: rules, cost: cost, isResetRequired: false,
                        keyRing: keyRing, random: random, at: now)
                }
            }
        } catch {
            throw .unavailable(cause: "\(error)")
        }
        do throws(Passwords.Refusal) {
            return try outcome.get()
        } catch {
            if case .violation(let text) = error { throw .unfit(text) }
            throw .unavailable(cause: "the password of \(userID) can't be hashed with this key ring")
        }
    }

    /// Characters of AWS's passwords (IAM API, CreateLoginProfile).
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        [0x09, 0x0A, 0x0D].contains(scalar.value) || (0x20...0xFF).contains(scalar.value)
    }

    /// Puts a password into a profile that is still the one it was judged by.
    func put(
        _ next: LoginProfileRecord, in profile: Entity<LoginProfileRecord>
    ) async throws(UserSignInRefusal) {
        let isPut: Bool
        do {
            isPut = try await store.writeEntities { writer in
                let found = try await writer.entity(LoginProfileRecord.self, uniqueID: profile.uniqueID)
                guard var found, found.record == profile.record else { return false }
                found.record = next
                try await writer.update(found)
                return true
            }
        } catch {
            throw .unavailable(cause: "entities: \(error)")
        }
        guard isPut else { throw .over }
    }
}
