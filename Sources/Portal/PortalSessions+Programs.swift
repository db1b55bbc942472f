package import Encodings
package import Foundation
import STS

extension PortalSessions {
    /// Sessions of programs of one user at most; the oldest gives way.
    package static let limitOfPrograms = 32

    /// Begins the session of a program that its user has allowed: for what his own session gives, under the same id in records.
    ///
    /// It ends when he signs out of the session that he allowed it from, and with all that would end that but for its time: its own is
    /// `lifetime` seconds, and never beyond the identity provider's. Throws `PortalError`: `unknown` when he has signed out since.
    package func begin(
        _ permission: ProgramPermission, lifetime: Int, random: any RandomSource, at instant: Date
    ) async throws(PortalError) -> (key: PortalKey, session: PortalSession) {
        let signIn = permission.session.signIn
        let now = Timestamp(roundingDown: instant)
        guard let expiresAt = Self.end(of: signIn.assertion, lifetime: lifetime, from: now) else { throw .over }
        try await checkNotRevoked(signIn, at: instant)
        let session = PortalSession(signIn: signIn, expiresAt: expiresAt)
        let key = PortalKey(random: random)
        _ = try await keep(session, key, begunBy: permission.parent, random: random, at: now)
        return (key, session)
    }
}
