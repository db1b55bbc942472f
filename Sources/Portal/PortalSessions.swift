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
    private let room = PortalRoom()

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
        guard try await isFirst(kept.assertion, at: instant) else { return nil }
        try await keep(session, key, random: random, at: now)
        return (key, session)
    }

    /// One response begins one session: whoever gets hold of it later begins none.
    private func isFirst(_ assertion: ValidatedAssertion, at instant: Date) async throws(PortalError) -> Bool {
        let use = OneTimeUse(
            key: OneTimeKey(purpose: "portal session", fields: [assertion.issuer, assertion.id]),
            keepUntil: service.options.redemption.keepUntil(issued: assertion.issueInstant))
        do {
            return try await store.redeem(use, at: instant) == .recorded
        } catch {
            throw .unavailable(cause: "\(error)")
        }
    }

    /// Lets an assertion begin no session any more.
    package func useUp(_ assertion: ValidatedAssertion, at instant: Date) async throws(PortalError) {
        _ = try await isFirst(assertion, at: instant)
    }

    /// The first instant at which a session of an assertion is over, by its lifetime and the identity provider's session; nil when that is
    /// now.
    static func end(of assertion: ValidatedAssertion, lifetime: Int, from now: Timestamp) -> Timestamp? {
        let longest = now.advanced(bySeconds: Int64(lifetime))
        let end = assertion.sessionNotOnOrAfter.map { min(longest, Timestamp(roundingDown: $0)) } ?? longest
        return now < end ? end : nil
    }

    /// Keeps a session; that of a program only as long as the one that allowed it is there.
    func keep(
        _ session: PortalSession, _ key: PortalKey, begunBy parent: String? = nil, random: any RandomSource,
        at now: Timestamp
    ) async throws(PortalError) {
        let subject = PortalSubject(session.signIn.assertion)
        let sealed = try seal(session, key, random: random)
        let entity = Entity(
            account: PortalSessionRecord.account, name: key.id, uniqueID: key.id, createDate: now,
            record: PortalSessionRecord(
                expiresAt: session.expiresAt,
                sessionIndex: session.signIn.assertion.sessionIndex.map(subject.digest(ofSessionIndex:)),
                begunBy: parent))
        let limit = parent == nil ? limits.subject : Self.limitOfPrograms
        let (all, room) = (limits.all, room)
        try await write { writer in
            if let parent, try await writer.row(uniqueID: parent) == nil { throw PortalError.unknown }
            // Few users have so many that any has to be looked at.
            if try await writer.sources(of: subject.digest, .portalSubject).count >= limit {
                let own = try await Self.sessions(of: subject.digest, writer).filter {
                    ($0.record.begunBy == nil) == (parent == nil)
                }.sorted { $0.createDate < $1.createDate }
                for old in own.prefix(max(own.count - limit + 1, 0)) { try await writer.delete(uniqueID: old.uniqueID) }
            }
            if !room.take() {
                let count = try await writer.count(.below(.portalSession, PortalSessionRecord.account))
                guard count < all else { throw PortalError.full }
                room.found(all - count)
            }
            try await writer.insert(entity)
            try await writer.setDocument(sealed, of: entity.uniqueID)
            try await writer.link(entity.uniqueID, .portalSubject, to: subject.digest)
        }
    }

    private func seal(
        _ session: PortalSession, _ key: PortalKey, random: any RandomSource
    ) throws(PortalError) -> [UInt8] {
        do {
            return try keyRing.sealForStorage(session.message, context: key.id, random: random)
        } catch {
            throw .unavailable(cause: "sealing: \(error)")
        }
    }

    /// The sessions of a subject, by its digest.
    private static func sessions(
        of subject: String, _ reader: any EntityReader
    ) async throws(StoreError) -> [Entity<PortalSessionRecord>] {
        var sessions: [Entity<PortalSessionRecord>] = []
        for id in try await reader.sources(of: subject, .portalSubject) {
            if let session = try await reader.entity(PortalSessionRecord.self, uniqueID: id) {
                sessions.append(session)
            }
        }
        return sessions
    }

    // MARK: Looking

    /// The session with this key, as long as it lasts and nothing of it is revoked.
    ///
    /// Throws `PortalError`.
    package func session(_ key: PortalKey, at instant: Date) async throws(PortalError) -> PortalSession {
        let id = key.id
        let sealed: [UInt8]?
        do {
            sealed = try await store.lookUpEntities { try await $0.document(of: id) }
        } catch {
            throw .unavailable(cause: "\(error)")
        }
        guard let sealed, let message = keyRing.openFromStorage(sealed, context: id),
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
        let (id, successor) = (key.id, successor?.id)
        try await write { writer in
            guard try await writer.row(uniqueID: id) != nil else { return }
            for subject in try await writer.targets(of: id, .portalSubject) {
                for var program in try await Self.sessions(of: subject, writer) where program.record.begunBy == id {
                    if let successor {
                        program.record.begunBy = successor
                        try await writer.update(program)
                    } else {
                        try await writer.delete(uniqueID: program.uniqueID)
                    }
                }
            }
            try await writer.delete(uniqueID: id)
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
        return try await write { writer in
            let ended = try await Self.sessions(of: subject.digest, writer).filter { session in
                indexes.isEmpty || session.record.sessionIndex.map(indexes.contains) ?? true
            }
            for session in ended { try await writer.delete(uniqueID: session.uniqueID) }
            return ended.count
        }
    }

    /// Forgets the sessions that are over.
    package func forgetOver(at instant: Date) async throws(PortalError) {
        let now = Timestamp(roundingDown: instant)
        let over: [String]
        do {
            over = try await store.readEntities { reader in
                let sessions = try await reader.entities(
                    PortalSessionRecord.self, .below(.portalSession, PortalSessionRecord.account))
                return sessions.filter { $0.record.expiresAt <= now }.map(\.uniqueID)
            }
        } catch {
            throw .unavailable(cause: "\(error)")
        }
        guard !over.isEmpty else { return }
        try await write { writer in
            // Some may be gone in the meantime: another process does the same.
            for id in over where try await writer.row(uniqueID: id) != nil { try await writer.delete(uniqueID: id) }
        }
    }

    private func write<Value: Sendable>(
        _ body: @escaping @Sendable (any EntityWriter) async throws -> Value
    ) async throws(PortalError) -> Value {
        do {
            return try await store.writeEntities(body)
        } catch let error as PortalError {
            throw error
        } catch {
            throw .unavailable(cause: "\(error)")
        }
    }
}
