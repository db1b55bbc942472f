import Audit
import Encodings
public import Foundation
import Keys
public import Sessions

extension SecurityTokenService {
    /// The sign-in token for a browser that posted a response: bound to the browser, and good once within 15 minutes.
    ///
    /// Throws `STSError` when it cannot be sealed.
    public func signinToken(
        for result: AssumeRoleWithSAMLResult, boundTo nonce: BrowserNonce, at instant: Date
    ) throws(STSError) -> String {
        let token = SigninToken(
            session: result.session.lasting(until: result.consoleSessionEnd), expiresAt: Self.tokenEnd(instant),
            nonceDigest: nonce.digest, worksOnce: true)
        return try seal(token)
    }

    /// `getSigninToken`: a sign-in token for temporary credentials, good for 15 minutes.
    ///
    /// The secret is compared in constant time. Throws `FederationEndpointError` that names the rule; both outcomes are
    /// in the audit.
    public func getSigninToken(
        accessKeyID: String, secretAccessKey: String, sessionToken: String, sessionDuration: Int?, call: CallContext,
        at instant: Date
    ) async throws(FederationEndpointError) -> String {
        var session: Session?
        do {
            let authenticated = try await authenticate(
                accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: sessionToken, at: instant)
            session = authenticated
            try await checkStanding(authenticated, .credentials, at: Timestamp(roundingDown: instant))
            let grant = try ConsoleSessionRule.grant(
                source: authenticated.credentialSource, expiration: authenticated.expiresAt, requested: sessionDuration,
                limit: authenticated.saml?.sessionNotOnOrAfter, at: Timestamp(roundingDown: instant))
            let token = SigninToken(
                session: authenticated.lasting(until: grant.end), expiresAt: Self.tokenEnd(instant), nonceDigest: nil,
                worksOnce: options.signinTokensWorkOnce)
            let text = try await forConsole { () async throws(STSError) in try seal(token) }
            var event = consoleEvent("GetSigninToken", session: session, call: call, at: instant)
            if let note = grant.note { event.additionalEventData.append(JSONMember("note", note)) }
            try await keepConsole(event)
            return text
        } catch {
            await recordConsoleRefusal("GetSigninToken", session: session, error: error, call: call, at: instant)
            throw error
        }
    }

    private func authenticate(
        accessKeyID: String, secretAccessKey secret: String, sessionToken token: String, at instant: Date
    ) async throws(FederationEndpointError) -> Session {
        do {
            let authenticated = try await self.session(accessKeyID: accessKeyID, sessionToken: token, at: instant)
            if ConstantTime.areEqual(authenticated.secretAccessKey.utf8, secret.utf8) { return authenticated.session }
        } catch {
            throw Self.refusal(error)
        }
        throw Self.refusal(.invalidSessionToken("the secret access key is another one"))
    }

    private static func refusal(_ error: STSError) -> FederationEndpointError {
        switch error.code {
        case .serviceUnavailable: .unavailable(error.cause)
        case .expiredSessionToken:
            FederationEndpointError(.credentials, "the credentials have expired", cause: error.cause)
        default:
            FederationEndpointError(
                .credentials,
                "sessionId, sessionKey and sessionToken are not credentials that were issued here and are valid",
                cause: error.cause)
        }
    }

    private static func tokenEnd(_ instant: Date) -> Timestamp {
        Timestamp(roundingDown: instant).advanced(bySeconds: SigninToken.lifetime)
    }

    private func seal(_ token: SigninToken) throws(STSError) -> String {
        guard let text = seal(token.message, .signIn, partition: token.session.partition) else {
            throw .unavailable("the sign-in token could not be sealed, or is too long")
        }
        return text
    }
}
