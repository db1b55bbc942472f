import Accounts
import Audit
package import Encodings
package import Foundation
import Portal
package import Sessions

extension IdentityCenter {
    /// Seconds that an access token lasts at most.
    private static let accessLifetime: Int64 = 3_600
    /// Seconds in which a refresh token may come a second time, of a program that asks twice at once, and its session stays.
    private static let grace: Int64 = 60

    /// `CreateToken`: tokens for a code, or for the refresh token of before.
    ///
    /// Throws `ServiceFault`, which is recorded.
    package func createToken(
        _ body: [UInt8], call: CallContext, at instant: Date
    ) async throws(ServiceFault) -> JSONValue {
        do throws(ServiceFault) {
            let body = try RequestBody(body)
            let client = try registrations.client(of: body, at: Timestamp(roundingDown: instant))
            guard let type = GrantType(rawValue: try body.required("grantType")) else { throw .unsupportedGrantType }
            guard client.registration.allows(type) else { throw .unauthorizedClient }
            switch type {
            case .deviceCode: return try await redeemDeviceCode(of: body, client, call: call, at: instant)
            case .authorizationCode: return try await redeemAuthorizationCode(of: body, client, call: call, at: instant)
            case .refreshToken: return try await refresh(body, client, call: call, at: instant)
            }
        } catch {
            await recorder.refused("CreateToken", error, call, at: instant)
            throw error
        }
    }

    // MARK: Codes

    private func redeemDeviceCode(
        of body: RequestBody, _ client: ClientRegistrations.Client, call: CallContext, at instant: Date
    ) async throws(ServiceFault) -> JSONValue {
        let now = Timestamp(roundingDown: instant)
        guard let code = GrantCode(try body.required("deviceCode")) else {
            throw .invalidGrant(cause: "deviceCode is none")
        }
        if let wait = limits.polls.take(code.id, at: now) { throw .slowDown(seconds: wait) }
        let grant = try await grant(code, ofClient: client.digest)
        guard case .device = grant.way else { throw .invalidGrant(cause: "it is no device code") }
        guard now < grant.expiresAt else { throw .expiredToken }
        switch grant.answer {
        case .none: throw .authorizationPending
        case .denied: throw .accessDenied
        case .allowed(let permission):
            return try await redeem(code, of: grant, permission, for: .deviceCode, to: client, call: call, at: instant)
        }
    }

    private func redeemAuthorizationCode(
        of body: RequestBody, _ client: ClientRegistrations.Client, call: CallContext, at instant: Date
    ) async throws(ServiceFault) -> JSONValue {
        guard let code = GrantCode(try body.required("code")) else { throw .invalidGrant(cause: "code is none") }
        let uri = try body.required("redirectUri")
        let verifier = try body.required("codeVerifier", limit: 128)
        let grant = try await grant(code, ofClient: client.digest)
        guard case .redirect(let registered, let challenge) = grant.way, case .allowed(let permission) = grant.answer,
            grant.roleARN == nil
        else { throw .invalidGrant(cause: "it is no authorization code") }
        guard Timestamp(roundingDown: instant) < grant.expiresAt else { throw .invalidGrant(cause: "it is over") }
        guard registered.text.utf8.elementsEqual(uri.utf8) else {
            throw .invalidGrant(cause: "redirectUri is another one")
        }
        guard challenge.isMet(by: verifier) else { throw .invalidGrant(cause: "codeVerifier is another one") }
        return try await redeem(
            code, of: grant, permission, for: .authorizationCode, to: client, call: call, at: instant)
    }

    /// The question of a code, when it is that of the client with this digest.
    func grant(_ code: GrantCode, ofClient digest: String) async throws(ServiceFault) -> ClientGrant {
        let found: ClientGrant?
        do throws(ClientGrants.Failure) {
            found = try await grants.grant(code)
        } catch {
            throw .internalServer(cause: error.cause)
        }
        guard let found else { throw .invalidGrant(cause: "the code is unknown, used, or long over") }
        guard found.client.utf8.elementsEqual(digest.utf8) else {
            throw .invalidGrant(cause: "the code is another client's")
        }
        return found
    }

    private func redeem(
        _ code: GrantCode, of grant: ClientGrant, _ permission: ProgramPermission, for type: GrantType,
        to client: ClientRegistrations.Client, call: CallContext, at instant: Date
    ) async throws(ServiceFault) -> JSONValue {
        let begun = try await begin(code, of: grant, permission, at: instant)
        do throws(ServiceFault) {
            return try await give(type, begun.key, begun.session, to: client, call: call, at: instant)
        } catch {
            try? await portal.end(begun.key)
            throw error
        }
    }

    /// Uses a code up, before anything is given for it, and begins the session that it stands for.
    func begin(
        _ code: GrantCode, of grant: ClientGrant, _ permission: ProgramPermission, at instant: Date
    ) async throws(ServiceFault) -> (key: PortalKey, session: PortalSession) {
        let use = OneTimeUse(
            key: OneTimeKey(purpose: "code of a program", fields: [code.id]), keepUntil: grant.expiresAt)
        guard try await redemption(of: use, at: instant) == .recorded else {
            throw .invalidGrant(cause: "the code was used before")
        }
        let begun: (key: PortalKey, session: PortalSession)
        do throws(PortalError) {
            begun = try await portal.begin(permission, lifetime: settings.lifetime, random: random, at: instant)
        } catch {
            throw fault(error)
        }
        // It is used up; a row that stays is forgotten in a while.
        try? await grants.forget(code)
        return begun
    }

    // MARK: Refreshing

    private func refresh(
        _ body: RequestBody, _ client: ClientRegistrations.Client, call: CallContext, at instant: Date
    ) async throws(ServiceFault) -> JSONValue {
        let text = try body.required("refreshToken")
        let now = Timestamp(roundingDown: instant)
        guard let token = tokens.open(text, .refresh, at: now) else {
            throw .invalidGrant(cause: "the refresh token was not issued here, or is over")
        }
        guard token.client.utf8.elementsEqual(client.digest.utf8) else {
            throw .invalidGrant(cause: "the refresh token is another client's")
        }
        let session = try await refreshed(text, of: token.key, until: token.expiresAt, at: instant)
        return try await give(.refreshToken, token.key, session, to: client, call: call, at: instant)
    }

    /// Uses a refresh token up; the session that it is of.
    func refreshed(
        _ text: String, of key: PortalKey, until end: Timestamp, at instant: Date
    ) async throws(ServiceFault) -> PortalSession {
        let now = Timestamp(roundingDown: instant)
        let use = OneTimeUse(key: OneTimeKey(purpose: "refresh token", fields: [text]), keepUntil: end)
        let redemption = try await redemption(of: use, at: instant)
        if case .alreadyUsed(let first) = redemption, first.advanced(bySeconds: Self.grace) < now {
            // Two have it: nobody knows which of them is the user's (RFC 9700, 4.14.2).
            try? await portal.end(key)
            throw .invalidGrant(cause: "the refresh token was used at \(first.iso8601); its session was ended")
        }
        guard redemption == .recorded else { throw .invalidGrant(cause: "the refresh token was used before") }
        do throws(PortalError) {
            return try await portal.session(key, at: instant)
        } catch {
            throw fault(error)
        }
    }

    // MARK: Giving

    private func give(
        _ type: GrantType, _ key: PortalKey, _ session: PortalSession, to client: ClientRegistrations.Client,
        call: CallContext, at instant: Date
    ) async throws(ServiceFault) -> JSONValue {
        do throws(AuditError) {
            try await recorder.given(type, to: client.registration.name, of: session, call, at: instant)
        } catch {
            throw .internalServer(cause: "no record: \(error)")
        }
        let now = Timestamp(roundingDown: instant)
        let end = min(session.expiresAt, now.advanced(bySeconds: Self.accessLifetime))
        let access = ProgramToken(.access, key: key, client: client.digest, expiresAt: end)
        var members = [
            JSONMember("accessToken", try tokens.seal(access)), JSONMember("tokenType", "Bearer"),
            JSONMember("expiresIn", .integer(end.epochSeconds - now.epochSeconds)),
        ]
        if client.registration.allows(.refreshToken) {
            let refresh = ProgramToken(.refresh, key: key, client: client.digest, expiresAt: session.expiresAt)
            members.append(JSONMember("refreshToken", try tokens.seal(refresh)))
        }
        return .object(members)
    }

    func redemption(of use: OneTimeUse, at instant: Date) async throws(ServiceFault) -> Redemption {
        do {
            return try await store.redeem(use, at: instant)
        } catch {
            throw .internalServer(cause: "\(error)")
        }
    }

    private func fault(_ error: PortalError) -> ServiceFault {
        switch error {
        case .unknown, .over: .invalidGrant(cause: "the session has ended")
        case .revoked(let cause): .invalidGrant(cause: cause)
        case .full: .internalServer(cause: "there is no room for a session")
        case .unavailable(let cause): .internalServer(cause: cause)
        }
    }
}
