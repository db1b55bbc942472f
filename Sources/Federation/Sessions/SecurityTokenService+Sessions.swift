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
        try checkStanding(opened.session, try await revocations())
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

    /// What can change after a session was sealed: its role, and revocations.
    func checkStanding(_ session: Session, _ revocations: RevocationList) throws(STSError) {
        guard let role = directory.role(uniqueID: session.roleUniqueID), role.arnText == session.roleARN else {
            throw .invalidSessionToken("the role \(session.roleUniqueID) is gone")
        }
        guard !session.isRevoked(by: revocations) else { throw .invalidSessionToken("the session is revoked") }
    }
}
