import Accounts
import Audit
package import Encodings
package import Foundation
package import Portal
import STS
package import Sessions

/// `aws login`: credentials of one role, which its user has chosen, renewed for as long as the session lasts.
extension IdentityCenter {
    /// Where `aws login` leads the browser to: `/v1/authorize`.
    package static let loginPath = "v1/authorize"
    /// Where it gets credentials.
    package static let loginTokenPath = "v1/token"
    /// Seconds that credentials last: as long as any shall at least.
    private static let credentialLifetime = 900
    /// Bytes of a role's ARN at most, so that a refresh token is not too long.
    private static let longestRole = 700

    /// Where the browser brings the answer to: a code when its user allows it.
    ///
    /// Throws `VerificationFault`.
    ///
    /// - Parameter roleARN: the role that he has chosen; whether he gets it is asked when its credentials are.
    package func answer(
        _ request: LoginRequest, isAllowed: Bool, role roleARN: String, by session: PortalSession, key: PortalKey,
        call: CallContext, at instant: Date
    ) async throws(VerificationFault) -> String {
        let now = Timestamp(roundingDown: instant)
        guard roleARN.utf8.count <= Self.longestRole else { throw .badLink("role is too long") }
        let grant = ClientGrant(
            login: request, roleARN: roleARN, sourceAddress: call.sourceIPAddress, userAgent: call.userAgent,
            askedAt: now, answer: .allowed(ProgramPermission(of: session, key: key)))
        let code = try await code(for: grant, isAllowed: isAllowed, by: session, call: call, at: instant)
        return code.map { request.answer("code", $0.text) } ?? request.answer("error", "access_denied")
    }

    /// `CreateOAuth2Token`: credentials for a code, or for the refresh token of before.
    ///
    /// Throws `ServiceFault`, which is recorded.
    ///
    /// - Parameter proofs: values of the header `DPoP`.
    package func createLoginToken(
        _ body: [UInt8], proofs: [String], call: CallContext, at instant: Date
    ) async throws(ServiceFault) -> JSONValue {
        do throws(ServiceFault) {
            let body = try RequestBody(body)
            guard try body.required("clientId") == LoginRequest.clientID else {
                throw .invalidLogin("clientId is not \(LoginRequest.clientID)")
            }
            if let wait = limits.questions.take(
                IPAddress.site(of: call.sourceIPAddress ?? ""), at: Timestamp(roundingDown: instant))
            {
                throw .tooManyLogins(seconds: wait)
            }
            let proof = try await proof(proofs, at: instant)
            switch try body.required("grantType") {
            case GrantType.authorizationCode.rawValue:
                return try await redeemLogin(body, proof, call: call, at: instant)
            case GrantType.refreshToken.rawValue: return try await refreshLogin(body, proof, call: call, at: instant)
            default: throw .invalidLogin("There is no such grantType")
            }
        } catch {
            let fault = error.asLogin
            await recorder.refused("CreateOAuth2Token", fault, call, at: instant)
            throw fault
        }
    }

    /// The proof of a call, which counts once.
    private func proof(_ proofs: [String], at instant: Date) async throws(ServiceFault) -> ProofOfPossession {
        let now = Timestamp(roundingDown: instant)
        guard let text = proofs.first, proofs.count == 1,
            let proof = ProofOfPossession(text, url: "\(settings.publicURL)/\(Self.loginTokenPath)", at: now)
        else { throw .invalidLogin("The DPoP proof is missing, or not one of now for this place") }
        let use = OneTimeUse(
            key: OneTimeKey(purpose: "proof of possession", fields: [proof.thumbprint, proof.id]),
            keepUntil: proof.end)
        guard try await redemption(of: use, at: instant) == .recorded else {
            throw .invalidLogin("The DPoP proof was used before")
        }
        return proof
    }

    // MARK: Codes

    private func redeemLogin(
        _ body: RequestBody, _ proof: ProofOfPossession, call: CallContext, at instant: Date
    ) async throws(ServiceFault) -> JSONValue {
        guard let code = GrantCode(try body.required("code", limit: 512)) else {
            throw .badLoginCode(cause: "code is none")
        }
        let uri = try body.required("redirectUri", limit: 2_048)
        let verifier = try body.required("codeVerifier", limit: 128)
        let grant = try await grant(code, ofClient: LoginRequest.digest)
        guard case .redirect(let registered, let challenge) = grant.way, case .allowed(let permission) = grant.answer,
            let roleARN = grant.roleARN
        else { throw .badLoginCode(cause: "it is no code of aws login") }
        guard Timestamp(roundingDown: instant) < grant.expiresAt else { throw .badLoginCode(cause: "it is over") }
        guard registered.text.utf8.elementsEqual(uri.utf8) else {
            throw .badLoginCode(cause: "redirectUri is another one")
        }
        guard challenge.isMet(by: verifier) else { throw .badLoginCode(cause: "codeVerifier is another one") }
        let (key, session) = try await begin(code, of: grant, permission, at: instant)
        do throws(ServiceFault) {
            let token = LoginToken(
                key: key, roleARN: roleARN, thumbprint: proof.thumbprint, expiresAt: session.expiresAt)
            return try await give(token, of: session, for: .authorizationCode, call: call, at: instant)
        } catch {
            try? await portal.end(key)
            throw error
        }
    }

    private func refreshLogin(
        _ body: RequestBody, _ proof: ProofOfPossession, call: CallContext, at instant: Date
    ) async throws(ServiceFault) -> JSONValue {
        let text = try body.required("refreshToken", limit: 2_048)
        guard let token = tokens.openLogin(text, at: Timestamp(roundingDown: instant)) else {
            throw .loginOver(cause: "the refresh token was not issued here, or is over")
        }
        guard ConstantTime.areEqual(token.thumbprint.utf8, proof.thumbprint.utf8) else {
            throw .loginOver(cause: "the refresh token is bound to another key")
        }
        let session = try await refreshed(text, of: token.key, until: token.expiresAt, at: instant)
        return try await give(token, of: session, for: .refreshToken, call: call, at: instant)
    }

    // MARK: Giving

    /// Credentials of the role, which is asked for as things are now, and recorded.
    private func give(
        _ token: LoginToken, of session: PortalSession, for type: GrantType, call: CallContext, at instant: Date
    ) async throws(ServiceFault) -> JSONValue {
        let now = Timestamp(roundingDown: instant)
        let refresh = try tokens.seal(token)
        do throws(AuditError) {
            try await recorder.given(type, to: LoginRequest.clientName, of: session, call, at: instant)
        } catch {
            throw .loginUnavailable(cause: "no record: \(error)")
        }
        let result: AssumeRoleWithSAMLResult
        do throws(STSError) {
            result = try await portal.service.assumeRole(
                token.roleARN, of: session.signIn, durationSeconds: Self.credentialLifetime, call: call, at: instant)
        } catch {
            // The service has recorded it.
            throw error.code == .serviceUnavailable
                ? .loginUnavailable(cause: error.cause) : .loginRefused(cause: error.cause)
        }
        let credentials = result.credentials
        let seconds = min(credentials.expiration.epochSeconds - now.epochSeconds, Int64(Self.credentialLifetime))
        var members = [
            JSONMember(
                "accessToken",
                .object([
                    JSONMember("accessKeyId", credentials.accessKeyID),
                    JSONMember("secretAccessKey", credentials.secretAccessKey),
                    JSONMember("sessionToken", credentials.sessionToken),
                ])), JSONMember("tokenType", "aws_sigv4"), JSONMember("expiresIn", .integer(max(seconds, 1))),
            JSONMember("refreshToken", refresh),
        ]
        if type == .authorizationCode {
            members.append(JSONMember("idToken", idToken("\(result.assumedRoleARN)", until: token.expiresAt, at: now)))
        }
        return .object(members)
    }

    /// Who it is, for the program's own list of sessions; it came over TLS from who says so, and proves nothing to anybody else.
    private func idToken(_ arn: String, until end: Timestamp, at now: Timestamp) -> String {
        let header = JSONValue.object([JSONMember("alg", "none"), JSONMember("typ", "JWT")])
        let claims = JSONValue.object([
            JSONMember("iss", settings.publicURL), JSONMember("sub", arn), JSONMember("aud", LoginRequest.clientID),
            JSONMember("iat", .integer(now.epochSeconds)), JSONMember("exp", .integer(end.epochSeconds)),
        ])
        return [header, claims].map { Base64.url.encode(Array($0.text().utf8)) }.joined(separator: ".") + "."
    }
}
