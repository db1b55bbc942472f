package import Encodings
package import Sessions

/// AWS as the issuer of credentials, and the sign-in to its console with them.
package protocol UpstreamIssuer: CredentialIssuer {
    /// The page of the console to which a sign-in leads that names none.
    var console: String { get }
    /// The endpoint that takes sign-in tokens, without a query.
    var federationEndpoint: String { get }

    /// Asks for a sign-in token, which works for 15 minutes.
    ///
    /// - Parameter seconds: how long the console session shall last.
    func signinToken(
        for credentials: SessionCredentials, lasting seconds: Int, at now: Timestamp
    ) async throws(STSError) -> UpstreamSigninToken
}

/// A sign-in token that AWS made.
///
/// `description` does not show it.
package struct UpstreamSigninToken: Sendable, CustomStringConvertible, CustomReflectable {
    /// The token.
    package let token: String
    /// The first instant at which the console session is over, as far as it is known here.
    package let sessionEnd: Timestamp
    /// AWS's id of the request, when its endpoint tells one.
    package let requestID: String?

    package init(token: String, sessionEnd: Timestamp, requestID: String?) {
        self.token = token
        self.sessionEnd = sessionEnd
        self.requestID = requestID
    }

    package var description: String { "UpstreamSigninToken(redacted, session until \(sessionEnd.iso8601))" }

    package var customMirror: Mirror { Mirror(self, children: ["sessionEnd": sessionEnd.iso8601]) }
}
