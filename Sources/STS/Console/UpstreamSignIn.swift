import Accounts
import Audit
package import Encodings
package import Foundation
import IAMPolicy
package import Sessions

/// Where a browser goes that AWS signs in.
package struct UpstreamSignIn: Sendable, CustomStringConvertible, CustomReflectable {
    /// The URL, good for 15 minutes; whoever has it can sign in.
    package let url: String
    /// The first instant at which the console session is over.
    package let sessionEnd: Timestamp

    /// Without the URL.
    package var description: String { "UpstreamSignIn(redacted, session until \(sessionEnd.iso8601))" }

    /// Without the URL.
    package var customMirror: Mirror { Mirror(self, children: ["sessionEnd": sessionEnd.iso8601]) }
}

extension SecurityTokenService {
    /// The sign-in URL of AWS for credentials that it gave, recorded before it is returned; nil for those of the broker's own.
    ///
    /// Throws `STSError`, which is in the audit.
    ///
    /// - Parameter destination: a URL that was judged already.
    package func upstreamSignIn(
        for result: AssumeRoleWithSAMLResult, destination: String?, call: CallContext, at instant: Date
    ) async throws(STSError) -> UpstreamSignIn? {
        guard let session = result.upstream else { return nil }
        guard let upstream = upstreams[result.session.accountID] else {
            throw .unavailable("the account \(result.session.accountID) has no upstream any more")
        }
        let now = Timestamp(roundingDown: instant)
        let seconds = (result.consoleSessionEnd.milliseconds - now.milliseconds) / 1_000
        var event = AuditEvent.signIn(
            "GetSigninToken", isRefused: false, id: makeID(), call, result.session.partition,
            by: .samlUser(result.samlSubject), at: instant)
        event.recipientAccountID = result.session.accountID
        event.resources = [
            AuditResource(arn: result.session.issuer.arn, type: "AWS::IAM::Role", accountID: result.session.accountID)
        ]
        do {
            let token = try await upstream.signinToken(for: result.credentials, lasting: Int(seconds), at: now)
            var members = [
                JSONMember("endpoint", upstream.federationEndpoint), JSONMember("roleArn", session.roleARN.description),
            ]
            if let id = token.requestID { members.append(JSONMember("requestId", id)) }
            event.additionalEventData.append(JSONMember("upstream", .object(members)))
            event.additionalEventData.append(JSONMember("consoleSessionEnd", token.sessionEnd.iso8601))
            try await keep([event])
            return UpstreamSignIn(
                url: Self.url(upstream, token.token, issuer: result.issuer, destination: destination),
                sessionEnd: token.sessionEnd)
        } catch {
            event.refuse(error, isVerified: true)
            await audit.recordRefusal(event)
            throw error
        }
    }

    private static func url(
        _ upstream: any UpstreamIssuer, _ token: String, issuer: String, destination: String?
    ) -> String {
        "\(upstream.federationEndpoint)?Action=login&Issuer=\(PercentEncoding.encode(issuer))"
            + "&Destination=\(PercentEncoding.encode(destination ?? upstream.console))"
            + "&SigninToken=\(PercentEncoding.encode(token))"
    }
}
