import Accounts
package import Encodings
import IAMPolicy
package import Sessions
import WebIdentity

/// Who makes web identity tokens for sessions that somebody else is about to give.
package protocol SessionTokenSource: Sendable {
    /// The token of a session for `audience`.
    ///
    /// Throws `STSError` when the account's issuer gives none.
    func webIdentityToken(
        of session: Session, for audience: String, call: CallContext, at now: Timestamp
    ) async throws(STSError) -> SessionToken
}

/// A web identity token of a session, and what it says that its reader says again.
///
/// `description` does not show the token.
package struct SessionToken: Sendable, CustomStringConvertible, CustomReflectable {
    /// The token, a JSON Web Token.
    package let token: String
    /// `iss`: the URL of the account's issuer.
    package let issuer: String
    /// `sub`: the ARN of the role here.
    package let subject: String
    /// `aud`.
    package let audience: String

    package init(token: String, issuer: String, subject: String, audience: String) {
        self.token = token
        self.issuer = issuer
        self.subject = subject
        self.audience = audience
    }

    package var description: String { "SessionToken(\(subject) for \(audience), redacted)" }

    package var customMirror: Mirror { Mirror(self, children: ["subject": subject, "audience": audience]) }
}

extension SecurityTokenService: SessionTokenSource {
    /// Seconds that such a token lives: whoever is to read it is asked at once.
    private static let sessionTokenLife = 300

    /// The token that GetWebIdentityToken would give the session, signed with RS256; nobody's permission is asked for it.
    package func webIdentityToken(
        of session: Session, for audience: String, call: CallContext, at now: Timestamp
    ) async throws(STSError) -> SessionToken {
        guard let account = directory.accounts[session.accountID] else {
            throw .unavailable("there is no account \(session.accountID)")
        }
        let (issuer, record) = try await enabledIssuer(of: account.id, for: nil)
        let claims = WebIdentityTokenClaims(
            issuer: issuer,
            request: WebIdentityTokenRequest(
                audiences: [audience], signingAlgorithm: TokenAlgorithm.rs256.rawValue,
                durationSeconds: Self.sessionTokenLife),
            // Whatever the configuration says of an audience: it is for those who ask with GetWebIdentityToken.
            profile: RelyingParty.Profile(),
            caller: Caller(account: account, identity: .session(session), accessKeyID: session.accessKeyID),
            call: call, issuedAt: now, expiration: now.advanced(bySeconds: Int64(Self.sessionTokenLife)))
        let token = try sign(try claims.members(), .rs256, by: record, at: now)
        guard token.utf8.count <= Self.longestToken else {
            throw STSError(
                .packedPolicyTooLarge, "The session tags are more than a web identity token holds.",
                cause: "a token of \(token.utf8.count) characters")
        }
        return SessionToken(
            token: token, issuer: issuer, subject: session.issuer.arn.description, audience: audience)
    }
}
