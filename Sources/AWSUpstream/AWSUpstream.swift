import AWSSigV4
import Accounts
package import Encodings
import Foundation
import IAMPolicy
import SAML2
package import STS
package import SallyportConfiguration
package import Sessions

/// AWS behind the broker: it gives the credentials for an account's roles, when everything here allows them.
///
/// A role is given by AssumeRole with the broker's own credentials; AWS asks the trust policy of the role there whether it
/// trusts them.
package struct AWSUpstream: UpstreamIssuer {
    /// Seconds that AWS gives at least.
    private static let minimumDuration = 900

    private let settings: UpstreamSettings
    private let outside: UpstreamOutside
    private let credentials: CredentialChain
    private let retrier: Retrier

    /// Makes an upstream; nothing is asked or read yet.
    ///
    /// - Parameter environment: where credentials are looked for.
    package init(
        _ settings: UpstreamSettings, environment: [String: String], groupReadsKeys: Bool,
        outside: UpstreamOutside = .real
    ) {
        self.settings = settings
        self.outside = outside
        retrier = Retrier(outside: outside)
        credentials = CredentialChain(
            environment, profile: settings.profile, groupReads: groupReadsKeys, retrier: retrier)
    }

    // MARK: Credentials

    /// Everything but AWS's answer: the role there, enough time, credentials to ask with.
    package func prepare(_ session: Session, at now: Timestamp) async throws(STSError) -> any PreparedCredentials {
        guard let role = settings.role(for: session.issuer.arn), !role.resource.hasPrefix("role/aws-service-role/")
        else {
            throw STSError(
                .accessDenied, "The role is not among those of this account that AWS gives.",
                cause: "aws.roles does not have \(session.issuer.arn)")
        }
        let left = (session.expiresAt.milliseconds - session.issuedAt.milliseconds) / 1_000
        guard left >= Int64(Self.minimumDuration) else {
            throw STSError(
                .validationError, "AWS gives credentials for at least \(Self.minimumDuration) seconds.",
                cause: "\(left) s are left, by SessionNotOnOrAfter of the assertion")
        }
        let call = AssumeRoleCall(
            session, role: role, seconds: min(Int(left), settings.maximumDuration), externalID: settings.externalID)
        return Prepared(session: session, call: call, upstream: self, credential: try await own(at: now), now: now)
    }

    private func own(at now: Timestamp) async throws(STSError) -> Credential {
        do throws(UpstreamFault) {
            return try await credentials.credential(at: now)
        } catch {
            throw error.refusal
        }
    }

    private struct Prepared: PreparedCredentials {
        let session: Session
        let call: AssumeRoleCall
        let upstream: AWSUpstream
        let credential: Credential
        let now: Timestamp

        func issue() async throws(STSError) -> IssuedCredentials {
            do throws(UpstreamFault) {
                let request = try call.request(
                    to: upstream.settings.endpoint, region: upstream.settings.region, credential: credential, at: now)
                return try await upstream.retrier.ask(request) { (answer) throws(UpstreamFault) in
                    try call.read(answer, from: request.endpoint, at: now)
                }
            } catch {
                if error.isOfOwnCredentials { upstream.credentials.forget() }
                throw error.refusal
            }
        }
    }

    // MARK: Console

    package var console: String { settings.console }

    package var federationEndpoint: String { settings.federationEndpoint.withoutQuery }

    package func signinToken(
        for credentials: SessionCredentials, lasting seconds: Int, at now: Timestamp
    ) async throws(STSError) -> UpstreamSigninToken {
        let isChained = try await own(at: now).sessionToken != nil
        // With credentials that a role got, AWS refuses every SessionDuration: the console ends with them.
        let duration = isChained ? nil : min(max(seconds, Self.minimumDuration), 43_200)
        let call = SigninTokenCall(credentials: credentials, sessionDuration: duration)
        do throws(UpstreamFault) {
            let request = try call.request(to: settings.federationEndpoint)
            let (token, id) = try await retrier.ask(request) { (answer) throws(UpstreamFault) in
                try call.read(answer, from: request.endpoint)
            }
            return UpstreamSigninToken(
                token: token, sessionEnd: duration.map { now.advanced(bySeconds: Int64($0)) } ?? credentials.expiration,
                requestID: id)
        } catch {
            throw error.refusal
        }
    }
}
