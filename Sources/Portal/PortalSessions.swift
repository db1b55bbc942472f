package import Accounts
package import Encodings
package import Foundation
package import Keys
package import SAML2
package import STS

/// The portal sessions: kept sealed in the store, found by what their browsers have, for one instance or for many that share the store.
package struct PortalSessions: Sendable {
    /// Sessions of one user at most; the oldest gives way.
    package static let limitOfSubject = 8
    /// Sessions at most.
    package static let limit = 20_000

    /// Asked whether a sign-in still counts.
    package let service: SecurityTokenService
    private let store: any FederationStore
    private let keyRing: KeyRing
    private let lifetime: Int
    private let limits: (subject: Int, all: Int)

    /// - Parameters:
    ///   - lifetime: seconds that a session lasts at most.
    ///   - limits: sessions of one user, and of all, at most.
    package init(
        service: SecurityTokenService, store: any FederationStore, keyRing: KeyRing, lifetime: Int = 3_600,
        limits: (subject: Int, all: Int) = (Self.limitOfSubject, Self.limit)
    ) {
        self.service = service
        self.store = store
        self.keyRing = keyRing
        self.lifetime = lifetime
        self.limits = limits
    }

    // MARK: Beginning

    /// Begins a session of a sign-in; nil when its assertion allows no further use, has begun one before, or ends now.
    ///
    /// It ends with the identity provider's own session at the latest. Throws `PortalError`.
    package func begin(
        _ signIn: SAMLSignIn, random: any RandomSource, at instant: Date
    ) async throws(PortalError) -> (key: PortalKey, session: PortalSession)? {
        guard let kept = KeptSignIn(signIn, random: random, at: instant) else { return nil }
        let now = Timestamp(roundingDown: instant)
        guard let expiresAt = Self.end(of: kept.assertion, lifetime: lifetime, from: now) else { return nil }
        let session = PortalSession(signIn: kept, expiresAt: expiresAt)
        let key = PortalKey(random: random)
        let isBegun = try await keep(session, key, using: use(of: kept.assertion), random: random, at: now)
        return isBegun ? (key, session) : nil
    }

    /// One response begins one session: whoever gets hold of it later begins none.
    private func use(of assertion: ValidatedAssertion) -> OneTimeUse {
        OneTimeUse(
            key: OneTimeKey(purpose: "portal session", fields: [assertion.issuer, assertion.id]),
            keepUntil: service.options.redemption.keepUntil(issued: assertion.issueInstant))
    }

    /// Lets an assertion begin no session any more.
    package func useUp(_ assertion: ValidatedAssertion, at instant: Date) async throws(PortalError) {
        let use = use(of: assertion)
        _ = try await asking { () throws(StoreError) in try await store.redeem(use, at: instant) }
    }

    /// The first instant at which a session of an assertion is over, by its lifetime and the identity provider's session; nil when that is
    /// now.
    static func end(of assertion: ValidatedAssertion, lifetime: Int, from now: Timestamp) -> Timestamp? {
        let longest = now.advanced(bySeconds: Int64(lifetime))
        let end = assertion.sessionNotOnOrAfter.map { min(longest, Timestamp(roundingDown: $0)) } ?? longest
        return now < end ? end : nil
    }

    /// Keeps a session; that of a program only as long as the one that allowed it is there.
    ///
    /// - Returns: false when what it comes of was used before.
    func keep(
        _ session: PortalSession, _ key: PortalKey, using use: OneTimeUse? = nil, begunBy parent: [UInt8]? = nil,
        random: any RandomSource, at now: Timestamp
    ) async throws(PortalError) -> Bool {
        let subject = PortalSubject(session.signIn.assertion)
        let kept = KeptPortalSession(
            id: key.id, subject: subject.digest,
            sessionIndex: session.signIn.assertion.sessionIndex.map(subject.digest(ofSessionIndex:)),
            begunBy: parent, createdAt: now, expiresAt: session.expiresAt,
            sealed: try seal(session, key, random: random))
        let limits = PortalSessionLimits(
            subject: parent == nil ? limits.subject : Self.limitOfPrograms, all: limits.all)
        let beginning = try await asking { () throws(StoreError) in
            try await store.begin(kept, using: use, limits: limits)
        }
        switch beginning {
        case .begun: return true
        case .usedAlready: return false
        case .full: throw .full
        case .parentUnknown: throw .unknown
        }
    }

    private func seal(
        _ session: PortalSession, _ key: PortalKey, random: any RandomSource
    ) throws(PortalError) -> [UInt8] {
        do {
            return try keyRing.sealForStorage(session.message, context: key.sealContext, random: random)
        } catch {
            throw .unavailable(cause: "sealing: \(error)")
        }
    }

    // MARK: Looking

    /// The session with this key, as long as it lasts and nothing of it is revoked.
    ///
    /// Throws `PortalError`.
    package func session(_ key: PortalKey, at instant: Date) async throws(PortalError) -> PortalSession {
        let sealed = try await asking { () throws(StoreError) in try await store.sealedPortalSession(key.id) }
        guard let sealed, let message = keyRing.openFromStorage(sealed, context: key.sealContext),
            let session = try? PortalSession(message: message)
        else { throw .unknown }
        guard Timestamp(roundingDown: instant) < session.expiresAt else { throw .over }
        try await checkNotRevoked(session.signIn, at: instant)
        return session
    }

    func checkNotRevoked(_ signIn: KeptSignIn, at instant: Date) async throws(PortalError) {
        do {
            try await service.checkNotRevoked(signIn, at: instant)
        } catch {
            throw error.code == .serviceUnavailable
                ? .unavailable(cause: error.cause) : .revoked(cause: error.cause)
        }
    }

    // MARK: Ending

    /// Ends the session with this key, and those of the programs that its user allowed from it; does nothing when there is none.
    ///
    /// Credentials that came of it stay until their own end.
    ///
    /// - Parameter successor: a session of the same user that takes its place, and its programs.
    package func end(_ key: PortalKey, inFavourOf successor: PortalKey? = nil) async throws(PortalError) {
        try await asking { () throws(StoreError) in
            try await store.endPortalSession(key.id, inFavourOf: successor?.id)
        }
    }

    /// Ends the sessions of a user of an identity provider: those of these sessions there, or all when it names none, as a LogoutRequest
    /// of it does (SAML core, 3.7.3.2).
    ///
    /// Gives their number. Throws `PortalError`.
    @discardableResult
    package func end(
        issuer: String, subject name: String, sessionIndexes: [String] = []
    ) async throws(PortalError) -> Int {
        let subject = PortalSubject(issuer: issuer, name: name)
        let indexes = Set(sessionIndexes.map(subject.digest(ofSessionIndex:)))
        return try await asking { () throws(StoreError) in
            try await store.endPortalSessions(of: subject.digest, sessionIndexes: indexes)
        }
    }

    /// Forgets the sessions that are over.
    package func forgetOver(at instant: Date) async throws(PortalError) {
        let now = Timestamp(roundingDown: instant)
        try await asking { () throws(StoreError) in _ = try await store.forgetPortalSessions(overAt: now) }
    }

    private func asking<Value: Sendable>(
        _ body: () async throws(StoreError) -> Value
    ) async throws(PortalError) -> Value {
        do throws(StoreError) {
            return try await body()
        } catch {
            throw .unavailable(cause: "\(error)")
        }
    }
}
