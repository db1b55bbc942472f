package import Audit
package import Sessions

/// Who asks for credentials, and what shows that they may have them: a SAML assertion, a signed call.
///
/// A proof learns while it is looked at, so that the record of a refusal says what was known by then. `RoleGranter` takes
/// every proof the same way, and there is no other way to credentials.
package protocol Proof: Sendable {
    /// Room for the record, held before something is used up.
    var reservation: AuditReservation? { get set }
    /// Whether somebody vouches for what the proof says; in a record, values that nobody vouches for are marked.
    var isVerified: Bool { get }

    /// Looks at the proof itself, and says what it would give.
    ///
    /// Throws what the caller is told when it proves nothing.
    mutating func grant(_ service: SecurityTokenService, _ call: Call) async throws(STSError) -> Grant

    /// Policies allow the grant; what it says may be in the record from now on.
    mutating func allowed(_ grant: Grant)

    /// Looks whether what the proof says was revoked after it was said.
    func checkNotRevoked(_ service: SecurityTokenService) async throws(STSError)

    /// The session that it gives, once everything allows it.
    ///
    /// Throws `ValidationError` when more time is asked for than the role allows, `ExpiredTokenException` when none is left.
    func session(_ service: SecurityTokenService, _ call: Call) throws(STSError) -> Session

    /// Keeps what has to be known before the credentials of a session exist.
    func willMint(_ session: Session, _ service: SecurityTokenService, _ call: Call) async throws(STSError)

    /// The record of the call, without how it ended.
    func event(_ id: String, _ call: Call) -> AuditEvent

    /// Enters what was given into the record.
    func enter(_ granted: Granted, into event: inout AuditEvent)

    /// The record of a grant for each account that is concerned; all are kept, or none.
    func copies(of event: AuditEvent, makeID: () -> String) -> [AuditEvent]
}

extension Proof {
    /// Has nothing to say in addition.
    package mutating func allowed(_ grant: Grant) {}

    /// Nothing that is said can be revoked.
    package func checkNotRevoked(_ service: SecurityTokenService) async throws(STSError) {}

    /// Keeps nothing.
    package func willMint(_ session: Session, _ service: SecurityTokenService, _ call: Call) async throws(STSError) {}

    /// One record.
    package func copies(of event: AuditEvent, makeID: () -> String) -> [AuditEvent] { [event] }
}
