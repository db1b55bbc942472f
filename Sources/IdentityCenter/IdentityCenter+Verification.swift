import Audit
import Encodings
package import Foundation
package import Portal
package import Sessions

extension IdentityCenter {
    /// The question that belongs to a code which a user has typed, or that a link has brought him.
    ///
    /// Throws `VerificationFault`. Tries are counted for each user by himself, so that nobody's tries stand in another's way, and looks
    /// for each code.
    package func question(
        typed: String, by session: PortalSession, at instant: Date
    ) async throws(VerificationFault) -> (code: UserCode, grant: ClientGrant) {
        let now = Timestamp(roundingDown: instant)
        if let wait = limits.codes.take(session.signIn.id, at: now) { throw .tooMany(seconds: wait) }
        guard let code = UserCode(typed: typed) else { throw .unknownCode }
        let found = try await grant(code, at: now)
        if let wait = limits.looks.take(code.text, at: now) { throw .tooMany(seconds: wait) }
        return (code, found.grant)
    }

    /// Puts down what a user has answered to the question of a code: once, and for good.
    ///
    /// Throws `VerificationFault`. A program is allowed nothing without a record.
    package func answer(
        typed: String, isAllowed: Bool, by session: PortalSession, key: PortalKey, call: CallContext, at instant: Date
    ) async throws(VerificationFault) -> ClientGrant {
        let now = Timestamp(roundingDown: instant)
        if let wait = limits.codes.take(session.signIn.id, at: now) { throw .tooMany(seconds: wait) }
        guard let code = UserCode(typed: typed) else { throw .unknownCode }
        let (id, grant) = try await grant(code, at: now)
        try await record(isAllowed: isAllowed, grant, by: session, call, at: instant)
        let answer = isAllowed ? ClientGrant.Answer.allowed(ProgramPermission(of: session, key: key)) : .denied
        let isTaken: Bool
        do throws(ClientGrants.Failure) {
            isTaken = try await grants.answer(id, with: answer, at: now)
        } catch {
            throw .unavailable(cause: error.cause)
        }
        guard isTaken else { throw .unknownCode }
        return grant
    }

    /// The question of a code that waits for its answer.
    private func grant(
        _ code: UserCode, at now: Timestamp
    ) async throws(VerificationFault) -> (id: String, grant: ClientGrant) {
        let found: (id: String, grant: ClientGrant)?
        do throws(ClientGrants.Failure) {
            found = try await grants.grant(code)
        } catch {
            throw .unavailable(cause: error.cause)
        }
        guard let found, now < found.grant.expiresAt, case .none = found.grant.answer else { throw .unknownCode }
        return found
    }

    /// Where the browser brings the answer to a program on the user's machine: a code when he allows it.
    ///
    /// Throws `VerificationFault`.
    package func answer(
        _ request: CodeRequest, isAllowed: Bool, by session: PortalSession, key: PortalKey, call: CallContext,
        at instant: Date
    ) async throws(VerificationFault) -> String {
        let now = Timestamp(roundingDown: instant)
        let grant = ClientGrant(
            request.client, .redirect(to: request.redirectURI, request.challenge), sourceAddress: call.sourceIPAddress,
            userAgent: call.userAgent, askedAt: now, seconds: CodeRequest.seconds,
            answer: .allowed(ProgramPermission(of: session, key: key)))
        let code = try await code(for: grant, isAllowed: isAllowed, by: session, call: call, at: instant)
        return code.map { request.answer("code", $0.text) } ?? request.answer("error", "access_denied")
    }

    /// A code for what a user has allowed to a program on his machine, once that is recorded; nil when he denies it.
    func code(
        for grant: ClientGrant, isAllowed: Bool, by session: PortalSession, call: CallContext, at instant: Date
    ) async throws(VerificationFault) -> GrantCode? {
        if let wait = limits.codes.take(session.signIn.id, at: Timestamp(roundingDown: instant)) {
            throw .tooMany(seconds: wait)
        }
        try await record(isAllowed: isAllowed, grant, by: session, call, at: instant)
        guard isAllowed else { return nil }
        let code = GrantCode(random: random)
        do throws(ClientGrants.Failure) {
            _ = try await grants.keep(grant, code)
        } catch {
            throw .unavailable(cause: error.cause)
        }
        return code
    }

    private func record(
        isAllowed: Bool, _ grant: ClientGrant, by session: PortalSession, _ call: CallContext, at instant: Date
    ) async throws(VerificationFault) {
        do throws(AuditError) {
            try await recorder.answered(isAllowed: isAllowed, grant, by: session, call, at: instant)
        } catch {
            throw .unavailable(cause: "no record: \(error)")
        }
    }
}
