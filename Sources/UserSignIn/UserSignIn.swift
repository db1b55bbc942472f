package import Accounts
package import Audit
package import Encodings
package import Foundation
package import IAMCredentials
package import Keys
package import STS
package import Sessions

/// The sign-in of users of an account, with name and password, and a one-time password when a device is enabled.
///
/// What is wrong (name, password, or that there is none) is not told, and takes the same time.
package struct UserSignIn: Sendable {
    /// Seconds that a console session of a user lasts.
    package static let sessionSeconds: Int64 = 43_200
    /// Bytes of a password at most: 128 characters of two.
    static let longestPassword = 256

    /// What is known of an attempt beside what its user types.
    package struct Circumstances: Sendable {
        /// The call.
        package let call: CallContext
        /// When.
        package let instant: Date
        /// Where it shall lead to.
        package let loginTo: String

        /// Makes circumstances.
        package init(call: CallContext, instant: Date, loginTo: String) {
            self.call = call
            self.instant = instant
            self.loginTo = loginTo
        }

        var now: Timestamp { Timestamp(roundingDown: instant) }
    }

    /// How far somebody has got.
    package enum Outcome: Sendable {
        /// All the way.
        case signedIn(ConsoleSession, KnownBrowser)
        /// A one-time password of one of these devices is needed; the text is for the next form.
        case needsMFA(devices: [String], step: String)
        /// Another password is needed.
        case needsPassword(UserSignInStep.Reason, step: String)
    }

    let service: SecurityTokenService
    let store: any FederationStore
    package let keyRing: KeyRing
    let hashing: PasswordHashing
    let brake: SignInBrake
    let recorder: UserSignInRecorder
    let uses: LastUseRecorder
    let random: any RandomSource

    /// - Parameters:
    ///   - hashing: where passwords are hashed.
    ///   - brake: outlives a change of the configuration.
    package init(
        service: SecurityTokenService, store: any FederationStore, keyRing: KeyRing, audit: any AuditSink,
        hashing: PasswordHashing, brake: SignInBrake, uses: LastUseRecorder,
        random: any RandomSource = SystemRandomSource()
    ) {
        self.service = service
        self.store = store
        self.keyRing = keyRing
        self.hashing = hashing
        self.brake = brake
        recorder = UserSignInRecorder(audit: audit, random: random)
        self.uses = uses
        self.random = random
    }

    // MARK: Accounts

    /// The account of this id or alias; nil when there is none.
    package func account(_ text: String) async throws(UserSignInRefusal) -> Account? {
        guard text.utf8.count <= 64 else { return nil }
        let accounts = service.directory.accounts
        if let id = AccountID(text) { return try await named(accounts[id]) }
        let known = accounts.values.first { $0.alias?.utf8.elementsEqual(text.utf8) == true }
        if let known { return known }
        let row: EntityRow? = try await read { try await $0.row(uniqueID: text) }
        guard let row, row.kind == .accountAlias else { return nil }
        return try await named(accounts[row.account])
    }

    private func named(_ account: Account?) async throws(UserSignInRefusal) -> Account? {
        guard let account else { return nil }
        do throws(STSError) {
            return try await service.named(account)
        } catch {
            throw .unavailable(cause: error.cause)
        }
    }

    // MARK: Password

    /// Judges name and password.
    ///
    /// Throws `UserSignInRefusal`, which is recorded.
    ///
    /// - Parameter browser: what the browser keeps of a user; counts when he is the one who is named.
    package func begin(
        account: Account, userName: String, password: String, browser: KnownBrowser?, _ circumstances: Circumstances
    ) async throws(UserSignInRefusal) -> Outcome {
        var user: ConsoleUser?
        do throws(UserSignInRefusal) {
            // No user has a longer name.
            let name = userName.utf8.count <= 64 ? userName : ""
            user = try await read { reader in try await ConsoleUser.read(name, of: account, reader) }
            let attempt = try await draw(for: name, of: account, user, browser: browser, circumstances)
            let profile = try await check(password, of: user, attempt, circumstances)
            guard let user else { throw .wrong }
            let step = UserSignInStep(user, passwordFrom: profile.passwordDate, at: circumstances.now)
            return try await proceed(step, of: user, browser: browser, circumstances)
        } catch {
            await recorder.refused(error, user, of: account, circumstances)
            throw error
        }
    }

    /// What an attempt came out of: of this process, and, when its browser is not known, of all brokers.
    struct Attempt: Sendable {
        let atBrake: SignInBrake.Attempt
        let atName: NameAllowance?
    }

    func draw(
        for name: String, of account: Account, _ user: ConsoleUser?, browser: KnownBrowser?,
        _ circumstances: Circumstances
    ) async throws(UserSignInRefusal) -> Attempt {
        let folded = String(decoding: name.utf8.map(ASCII.lowercased), as: UTF8.self)
        let known = browser.flatMap { browser in browser.userID == user?.uniqueID ? browser.id : nil }
        let verdict = brake.begin(
            address: circumstances.call.sourceIPAddress, user: "\(account.id) \(folded)", browser: known,
            at: circumstances.now)
        switch verdict {
        case .go(let attempt):
            guard known == nil else { return Attempt(atBrake: attempt, atName: nil) }
            let allowance = NameAllowance(name: name, of: account.id)
            try await take(allowance, attempt, circumstances)
            return Attempt(atBrake: attempt, atName: allowance)
        case .wait(let seconds): throw .tooMany(wait: seconds)
        }
    }

    /// Counts an attempt before it is looked at.
    ///
    /// One that has to wait counts for its address all the same: so nobody keeps the store busy with them.
    private func take(
        _ allowance: NameAllowance, _ attempt: SignInBrake.Attempt, _ circumstances: Circumstances
    ) async throws(UserSignInRefusal) {
        let now = circumstances.now
        let wait: Int?
        do {
            wait = try await store.writeEntities { try await allowance.take($0, at: now) }
        } catch {
            brake.giveBack(attempt, at: now)
            throw .unavailable(cause: "entities: \(error)")
        }
        if let wait { throw .tooMany(wait: wait) }
    }

    private func giveBack(_ attempt: Attempt, _ circumstances: Circumstances) async {
        let now = circumstances.now
        brake.giveBack(attempt.atBrake, at: now)
        // When it can't be given back, there is one less for a while.
        if let allowance = attempt.atName {
            try? await store.writeEntities { try await allowance.giveBack($0, at: now) }
        }
    }

    /// A user without a password is judged like one with another, and so is nobody.
    func check(
        _ password: String, of user: ConsoleUser?, _ attempt: Attempt, _ circumstances: Circumstances
    ) async throws(UserSignInRefusal) -> LoginProfileRecord {
        guard password.utf8.count <= Self.longestPassword else { throw .wrong }
        let decoy = LoginProfileRecord(
            cost: hashing.cost, salt: [UInt8](repeating: 1, count: 16), sealedHashes: [],
            passwordDate: circumstances.now, isResetRequired: false)
        let profile = user?.profile?.record ?? decoy
        let (userID, keyRing) = (user?.uniqueID ?? "", keyRing)
        let outcome: Result<Void, Passwords.Refusal>
        do throws(TooMuchWork) {
            outcome = try await hashing.work.run {
                Result { () throws(Passwords.Refusal) in
                    try Passwords.check(password, is: profile, of: userID, keyRing: keyRing)
                }
            }
        } catch {
            await giveBack(attempt, circumstances)
            throw .unavailable(cause: "\(error)")
        }
        do throws(Passwords.Refusal) {
            try outcome.get()
        } catch {
            guard error == .unreadable else { throw .wrong }
            await giveBack(attempt, circumstances)
            throw .unavailable(cause: "the password of \(userID) does not open: was the key ring replaced?")
        }
        await giveBack(attempt, circumstances)
        return profile
    }

    // MARK: What the steps have in common

    /// What is still needed of a user who has shown all that the step says.
    func proceed(
        _ step: UserSignInStep, of user: ConsoleUser, browser: KnownBrowser?, _ circumstances: Circumstances
    ) async throws(UserSignInRefusal) -> Outcome {
        if step.mfaAt == nil, !user.devices.isEmpty {
            return .needsMFA(devices: user.devices, step: try sealed(step))
        }
        if let reason = user.passwordChange(at: circumstances.now) {
            try await checkMayChange(user, reason, circumstances)
            return .needsPassword(reason, step: try sealed(step))
        }
        return try await finish(step, of: user, browser: browser, circumstances)
    }

    func sealed(_ step: UserSignInStep) throws(UserSignInRefusal) -> String {
        guard let text = step.sealed(keyRing, random: random) else {
            throw .unavailable(cause: "a step of a sign-in can't be sealed")
        }
        return text
    }

    /// Gives the session, whose record is kept first.
    func finish(
        _ step: UserSignInStep, of user: ConsoleUser, browser: KnownBrowser?, _ circumstances: Circumstances
    ) async throws(UserSignInRefusal) -> Outcome {
        let now = circumstances.now
        let session = Session(
            kind: .sessionToken, account: user.account, issuer: user.caller.issuer, name: "", issuedAt: now,
            expiresAt: now.advanced(bySeconds: Self.sessionSeconds), mfaAt: step.mfaAt,
            accessKeyEntropy: random.bytes(AccessKeyID.entropyCount))
        do throws(STSError) {
            try await service.keep([recorder.success(user, session, circumstances)])
        } catch {
            throw .unavailable(cause: error.cause)
        }
        uses.note(
            EntityUse(
                uniqueID: LoginProfileRecord.uniqueID(of: user.uniqueID), instant: now, service: "signin",
                region: user.account.partition.defaultRegion))
        let known = browser.flatMap { $0.userID == user.uniqueID ? $0 : nil } ?? KnownBrowser(user, random: random)
        return .signedIn(ConsoleSession(session: session), known)
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any EntityReader) async throws -> Value
    ) async throws(UserSignInRefusal) -> Value {
        do {
            return try await store.lookUpEntities(body)
        } catch {
            throw .unavailable(cause: "entities: \(error)")
        }
    }
}
