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
/// A role is given by AssumeRole with the broker's own credentials, or by AssumeRoleWithWebIdentity with a token of the account's
/// issuer; AWS asks the trust policy of the role there whether it trusts them.
package struct AWSUpstream: UpstreamIssuer {
    /// Seconds that AWS gives at least.
    private static let minimumDuration = 900

    /// How AWS knows the broker.
    private enum Proof: Sendable {
        case credentials(CredentialChain)
        case tokens(any SessionTokenSource, audience: String)
    }

    private let settings: UpstreamSettings
    private let outside: UpstreamOutside
    private let proof: Proof
    private let retrier: Retrier

    /// Makes an upstream; nothing is asked or read yet.
    ///
    /// - Parameters:
    ///   - environment: where credentials are looked for.
    ///   - tokens: who makes tokens, when the settings ask for web identity.
    package init(
        _ settings: UpstreamSettings, environment: [String: String], groupReadsKeys: Bool,
        tokens: any SessionTokenSource, outside: UpstreamOutside = .real
    ) {
        self.settings = settings
        self.outside = outside
        retrier = Retrier(outside: outside)
        if let webIdentity = settings.webIdentity {
            proof = .tokens(tokens, audience: webIdentity.audience)
        } else {
            proof = .credentials(
                CredentialChain(
                    environment, profile: settings.profile, groupReads: groupReadsKeys, retrier: retrier))
        }
    }

    // MARK: Credentials

    /// Everything but AWS's answer: the role there, enough time, credentials or a token to ask with.
    package func prepare(
        _ session: Session, call: CallContext, at now: Timestamp
    ) async throws(STSError) -> any PreparedCredentials {
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
        let requested = RequestedSession(
            session: session, role: role, seconds: min(Int(left), settings.maximumDuration))
        return Prepared(
            session: session, call: try await roleCall(requested, call, at: now), upstream: self, now: now)
    }

    private func roleCall(
        _ requested: RequestedSession, _ call: CallContext, at now: Timestamp
    ) async throws(STSError) -> any RoleCall {
        switch proof {
        case .credentials(let chain):
            return AssumeRoleCall(
                requested: requested, externalID: settings.externalID, credential: try await Self.own(chain, at: now),
                region: settings.region)
        case .tokens(let tokens, let audience):
            return WebIdentityCall(
                requested: requested,
                token: try await Self.token(for: requested, audience: audience, call, by: tokens, at: now))
        }
    }

    private static func own(_ chain: CredentialChain, at now: Timestamp) async throws(STSError) -> Credential {
        do throws(UpstreamFault) {
            return try await chain.credential(at: now)
        } catch {
            throw error.refusal()
        }
    }

    private static func token(
        for requested: RequestedSession, audience: String, _ call: CallContext, by tokens: any SessionTokenSource,
        at now: Timestamp
    ) async throws(STSError) -> SessionToken {
        do throws(STSError) {
            return try await tokens.webIdentityToken(of: requested.session, for: audience, call: call, at: now)
        } catch {
            guard error.code == .outboundFederationDisabled else { throw error }
            throw STSError(
                .serviceUnavailable, "AWS can't be asked for this account yet; the broker's audit says more.",
                cause: "with aws.webIdentity AWS knows the broker by tokens of the account's issuer, and the account "
                    + "\(requested.session.accountID) gives none: call EnableOutboundWebIdentityFederation of IAM at this broker"
            )
        }
    }

    private struct Prepared: PreparedCredentials {
        let session: Session
        let call: any RoleCall
        let upstream: AWSUpstream
        let now: Timestamp

        func issue() async throws(STSError) -> IssuedCredentials {
            do throws(UpstreamFault) {
                let request = try call.request(to: upstream.settings.endpoint, at: now)
                return try await upstream.retrier.ask(request) { (answer) throws(UpstreamFault) in
                    try call.read(answer, from: request.endpoint, at: now)
                }
            } catch {
                if case .credentials(let chain) = upstream.proof, error.isOfOwnCredentials { chain.forget() }
                throw error.refusal(meaning: call.meaning(of: error))
            }
        }
    }

    // MARK: Console

    package var console: String { settings.console }

    package var federationEndpoint: String { settings.federationEndpoint.withoutQuery }

    package func signinToken(
        for credentials: SessionCredentials, lasting seconds: Int, at now: Timestamp
    ) async throws(STSError) -> UpstreamSigninToken {
        // With credentials that a role got, AWS refuses every SessionDuration: the console ends with them.
        let duration = try await isChained(at: now) ? nil : min(max(seconds, Self.minimumDuration), 43_200)
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
            throw error.refusal()
        }
    }

    /// Whether sessions come by role chaining; a token is no session, so none that it gives does.
    private func isChained(at now: Timestamp) async throws(STSError) -> Bool {
        guard case .credentials(let chain) = proof else { return false }
        return try await Self.own(chain, at: now).sessionToken != nil
    }
}
