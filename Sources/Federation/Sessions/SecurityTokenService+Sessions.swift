public import Foundation

extension SecurityTokenService {
    /// Opens the session token of a signed request: the session, and the secret that its signature is verified with.
    ///
    /// Throws `InvalidClientTokenId` for a token that was not sealed here, belongs to another access key id, or whose
    /// role is gone or session revoked; `ExpiredToken` when its time is over.
    public func session(
        accessKeyID: String, sessionToken: String, at instant: Date
    ) async throws(STSError) -> AuthenticatedSession {
        let opened = try open(accessKeyID: accessKeyID, sessionToken: sessionToken, at: instant)
        try await checkStanding(opened.session)
        return opened
    }

    private func open(
        accessKeyID: String, sessionToken: String, at instant: Date
    ) throws(STSError) -> AuthenticatedSession {
        let now = Timestamp(roundingDown: instant)
        guard let opened = sealer.open(sessionToken, .session, at: now) else {
            throw .invalidSessionToken("the session token does not open")
        }
        let session: Session
        do {
            var reader = ByteReader(opened.message[...])
            session = try Session(reading: &reader, partition: opened.partition)
            try reader.finish()
        } catch {
            throw .invalidSessionToken("the session token opens to something else")
        }
        guard ConstantTime.areEqual(session.accessKeyID.utf8, accessKeyID.utf8) else {
            throw .invalidSessionToken("the session token belongs to \(session.accessKeyID)")
        }
        guard now < session.expiresAt else {
            throw STSError(
                .expiredSessionToken, "The security token included in the request is expired",
                cause: "expired at \(session.expiresAt.iso8601)")
        }
        return AuthenticatedSession(
            session: session, secretAccessKey: opened.key.secretAccessKey(salt: opened.salt[...]))
    }

    /// What can change after a session was sealed: its role or user, and revocations.
    func checkStanding(_ session: Session) async throws(STSError) {
        let issuer = session.issuer
        guard try await stands(issuer) else { throw .invalidSessionToken("\(issuer.arn) (\(issuer.uniqueID)) is gone") }
        guard !session.isRevoked(by: try await revocations()) else {
            throw .invalidSessionToken("the session is revoked")
        }
    }

    /// Whether the entity whose permissions a session has is still the same one, under the same ARN.
    private func stands(_ issuer: SessionIssuer) async throws(STSError) -> Bool {
        switch issuer.kind {
        case .role: return try await entities.role(uniqueID: issuer.uniqueID)?.arnText == issuer.arn
        case .user: return try await entities.user(uniqueID: issuer.uniqueID) != nil
        case .root: return true
        }
    }
}
