import Accounts
import Audit
import Encodings
public import Foundation
import Keys
public import Sessions

extension SecurityTokenService {
    /// What a sign-in token would give, without using it up: for HEAD requests, and for asking before a session is
    /// replaced.
    ///
    /// Throws `FederationEndpointError` for a token that is not ours, too old, for another browser, or revoked.
    public func preview(
        signinToken: String, nonce: BrowserNonce?, at instant: Date
    ) async throws(FederationEndpointError) -> ConsoleSession {
        ConsoleSession(session: try await open(signinToken, nonce, instant).token.session)
    }

    /// Redeems a sign-in token for a console session; a token that works once is recorded before the session is given.
    ///
    /// - Parameter loginTo: where the browser is to go, for the record; nil when that is not known.
    ///
    /// Throws `FederationEndpointError`; both outcomes are in the audit.
    public func redeem(
        signinToken: String, nonce: BrowserNonce?, loginTo: String? = nil, call: CallContext, at instant: Date
    ) async throws(FederationEndpointError) -> ConsoleSession {
        var session: Session?
        do {
            let (token, salt) = try await open(signinToken, nonce, instant)
            session = token.session
            var reservation: AuditReservation?
            if token.worksOnce {
                reservation = try await forConsole { () async throws(STSError) in try await reserveRecord() }
                try await use(token, salt, instant)
            }
            var event = consoleEvent("ConsoleLogin", session: session, call: call, at: instant)
            event.enterLogin(to: loginTo, usedMFA: token.session.mfaAt != nil)
            try await keepConsole(event, in: reservation)
            return ConsoleSession(session: token.session)
        } catch {
            await recordConsoleRefusal("ConsoleLogin", session: session, error: error, call: call, at: instant)
            throw error
        }
    }

    private func open(
        _ text: String, _ nonce: BrowserNonce?, _ instant: Date
    ) async throws(FederationEndpointError) -> (token: SigninToken, salt: [UInt8]) {
        let now = Timestamp(roundingDown: instant)
        guard let opened = sealer.open(text, .signIn, at: now),
            let token = try? SigninToken(message: opened.message, partition: opened.partition)
        else { throw FederationEndpointError(.signinToken, "it was not issued here, or was changed") }
        guard now < token.expiresAt, now < token.session.expiresAt else {
            throw FederationEndpointError(.signinToken, "it has expired: a sign-in URL works for 15 minutes")
        }
        if let digest = token.nonceDigest {
            guard let nonce, ConstantTime.areEqual(digest, nonce.digest) else {
                throw FederationEndpointError(.signinToken, "it was issued to another browser")
            }
        }
        try await checkStanding(token.session, .signinToken, at: now)
        return (token, opened.salt)
    }

    /// What can change after a session was sealed, its end at the identity provider and by a policy as well.
    func checkStanding(
        _ session: Session, _ subject: FederationEndpointError.Subject, at now: Timestamp
    ) async throws(FederationEndpointError) {
        do throws(STSError) {
            try await checkStanding(session)
            guard !session.isSignedOut(by: try await revocations()) else {
                throw .invalidSessionToken("the user has signed out at the identity provider")
            }
            if let permissions = try await entities.permissions(of: session.issuer),
                session.isRevoked(by: permissions, at: now)
            {
                throw .invalidSessionToken("a policy denies sessions that were issued so early")
            }
        } catch {
            if error.code == .serviceUnavailable { throw .unavailable(error.cause) }
            throw FederationEndpointError(subject, "the session is no longer valid", cause: error.cause)
        }
    }

    private func use(_ token: SigninToken, _ salt: [UInt8], _ instant: Date) async throws(FederationEndpointError) {
        let key = OneTimeKey(purpose: "sign-in token", fields: [Base64.standard.encode(salt)])
        let redemption: Redemption
        do {
            redemption = try await store.redeem(OneTimeUse(key: key, keepUntil: token.expiresAt), at: instant)
        } catch {
            throw .unavailable("one-time use: \(error)")
        }
        guard redemption == .recorded else {
            throw FederationEndpointError(.signinToken, "it was used already", cause: "\(redemption)")
        }
    }

    /// The value of the cookie that carries a console session: sealed, safe in a cookie.
    ///
    /// Throws when it cannot be sealed.
    public func cookie(for console: ConsoleSession) throws(FederationEndpointError) -> String {
        let session = console.session
        guard let cookie = seal(session.encoded, .browserCookie, partition: session.partition) else {
            throw .unavailable("the cookie could not be sealed")
        }
        return cookie
    }

    /// The console session of a cookie; throws `FederationEndpointError` when it is not ours, over, or revoked.
    public func consoleSession(cookie: String, at instant: Date) async throws(FederationEndpointError) -> ConsoleSession
    {
        let now = Timestamp(roundingDown: instant)
        guard let opened = sealer.open(cookie, .browserCookie, at: now),
            let session = try? Session(opened)
        else { throw FederationEndpointError(.cookie, "the cookie was not issued here, or was changed") }
        guard now < session.expiresAt else { throw FederationEndpointError(.cookie, "the session is over") }
        try await checkStanding(session, .cookie, at: now)
        return ConsoleSession(session: session)
    }

    /// Records that the user of a cookie signs out; nothing for a cookie that is not ours, or whose session is over.
    ///
    /// A record that can't be kept stands in nobody's way: nothing is given.
    public func signOut(cookie: String, call: CallContext, at instant: Date) async {
        guard let console = try? await consoleSession(cookie: cookie, at: instant) else { return }
        var event = consoleEvent("ConsoleLogout", session: console.session, call: call, at: instant)
        event.responseElements = .object([JSONMember("ConsoleLogout", "Success")])
        await audit.recordRefusal(event)
    }
}
