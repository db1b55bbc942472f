package import Accounts
package import STS
package import Sessions

extension SecurityTokenService {
    /// Whoever has a console session, as policies know him now.
    ///
    /// Throws `InvalidClientTokenId` when his role or user is gone, or the session is revoked.
    package func caller(of console: ConsoleSession) async throws(STSError) -> Caller {
        var session = console.session
        let standing = try await checkStanding(session)
        // A user may have been renamed since.
        if session.issuer != standing.issuer { session.issuer = standing.issuer }
        let account =
            directory.accounts[session.accountID] ?? Account(id: session.accountID, partition: session.partition)
        return Caller(
            account: account, identity: .session(session), accessKeyID: session.accessKeyID,
            issuerTags: standing.tags)
    }
}
