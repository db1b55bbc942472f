package import Accounts
package import Encodings
public import Foundation
import Keys
public import Sessions

extension SecurityTokenService {
    /// Opens the session token of a signed request: the session, and the secret that its signature is verified with.
    ///
    /// Throws `InvalidClientTokenId` for a token that was not sealed here, belongs to another access key id, or whose
    /// role is gone or session revoked; `ExpiredToken` when its time is over.
    public func session(
        accessKeyID: String, sessionToken: String, at instant: Date
    ) async throws(STSError) -> AuthenticatedSession {
        let opened = try open(accessKeyID: accessKeyID, sessionToken: sessionToken, at: instant)
        let standing = try await checkStanding(opened.session)
        var session = opened.session
        // A user may have been renamed since.
        if session.issuer != standing.issuer { session.issuer = standing.issuer }
        return AuthenticatedSession(
            session: session, secretAccessKey: opened.secretAccessKey, issuerTags: standing.tags)
    }

    /// The same for a caller.
    func sessionCaller(
        accessKeyID: String, sessionToken: String, at instant: Date
    ) async throws(STSError) -> AuthenticatedCaller {
        let opened = try open(accessKeyID: accessKeyID, sessionToken: sessionToken, at: instant)
        let standing = try await checkStanding(opened.session)
        let (id, partition) = (opened.session.accountID, opened.session.partition)
        let account = directory.accounts[id] ?? Account(id: id, partition: partition)
        return AuthenticatedCaller(
            caller: opened.caller(account: account, issuer: standing.issuer, tags: standing.tags),
            secretAccessKey: opened.secretAccessKey)
    }

    private func open(
        accessKeyID: String, sessionToken: String, at instant: Date
    ) throws(STSError) -> OpenedSessions.Opened {
        let now = Timestamp(roundingDown: instant)
        let token = OpenedSessions.Token(sessionToken)
        let known = openedSessions.opened(token).flatMap { keyRing.openingKey($0.keyID, at: now) == nil ? nil : $0 }
        let opened = if let known { known } else { try open(sessionToken, at: now) }
        let session = opened.session
        guard ConstantTime.areEqual(opened.accessKeyID.utf8, accessKeyID.utf8) else {
            throw .invalidSessionToken("the session token belongs to \(opened.accessKeyID)")
        }
        guard now < session.expiresAt else {
            throw STSError(
                .expiredSessionToken, "The security token included in the request is expired",
                cause: "expired at \(session.expiresAt.iso8601)")
        }
        if known == nil { openedSessions.keep(opened, token) }
        return opened
    }

    private func open(_ sessionToken: String, at now: Timestamp) throws(STSError) -> OpenedSessions.Opened {
        guard let opened = sealer.open(sessionToken, .session, at: now) else {
            throw .invalidSessionToken("the session token does not open")
        }
        guard let session = try? Session(opened) else {
            throw .invalidSessionToken("the session token opens to something else")
        }
        return OpenedSessions.Opened(
            session, secretAccessKey: opened.key.secretAccessKey(salt: opened.salt[...]), keyID: opened.key.id)
    }

    /// Forgets what was kept of sessions that are over at `now`.
    package func forgetSessions(overAt now: Timestamp) { openedSessions.forgetOver(at: now) }

    /// What is known now of the role, user or root whose permissions a session has.
    package struct Standing {
        /// The role, user or root.
        package let issuer: SessionIssuer
        /// Its tags.
        package let tags: [SessionTag]
    }

    /// What can change after a session was sealed: its role or user, and revocations.
    @discardableResult
    package func checkStanding(_ session: Session) async throws(STSError) -> Standing {
        let issuer = session.issuer
        guard let standing = try await standing(of: session) else {
            throw .invalidSessionToken("\(issuer.arn) (\(issuer.uniqueID)) is gone")
        }
        guard !session.isRevoked(by: try await revocations()) else {
            throw .invalidSessionToken("the session is revoked")
        }
        return standing
    }

    /// The issuer as it is now; nil when it is gone.
    ///
    /// A role is another one under another ARN, a user may be renamed.
    private func standing(of session: Session) async throws(STSError) -> Standing? {
        let issuer = session.issuer
        switch issuer.kind {
        case .role:
            guard let role = try await entities.role(uniqueID: issuer.uniqueID), role.arn == issuer.arn else {
                return nil
            }
            return Standing(issuer: issuer, tags: role.tags)
        case .user:
            guard entities.account(session.accountID) != nil,
                let user = try await entities.user(uniqueID: issuer.uniqueID)
            else { return nil }
            let current = SessionIssuer(
                kind: .user, arn: user.arn(in: session.partition), uniqueID: issuer.uniqueID)
            return Standing(issuer: current, tags: user.record.tags)
        case .root: return entities.account(session.accountID).map { _ in Standing(issuer: issuer, tags: []) }
        }
    }
}
