import Accounts
import Audit
import Claims
import Encodings
import STS
import Sessions

/// A sign-in that was kept as proof: its assertion was valid when its subject signed in, the provider still vouches for it, and it names
/// the pair of role and provider.
///
/// What is asked is what `SAMLProof` asks, but for the age of the assertion, in whose place the end of the portal session stands; and
/// it uses nothing up.
struct KeptSignInProof: Proof {
    private let signIn: KeptSignIn
    private let principalARN: String
    private var proof: SAMLProof

    var reservation: AuditReservation? {
        get { proof.reservation }
        set { proof.reservation = newValue }
    }

    init(
        _ signIn: KeptSignIn, roleARN: String, principalARN: String, durationSeconds: Int?, fallback: Partition
    ) {
        self.signIn = signIn
        self.principalARN = principalARN
        proof = SAMLProof(
            keptRoleARN: roleARN, principalARN: principalARN, durationSeconds: durationSeconds, fallback: fallback)
    }

    /// What was decided; nil until then.
    var assumption: Assumption? { proof.assumption }

    var isVerified: Bool { true }

    mutating func grant(_ service: SecurityTokenService, _ call: Call) async throws(STSError) -> Grant {
        guard signIn.providers?.contains(principalARN) ?? true else {
            throw .notAuthorized("the assertion was not validated under the rules of \(principalARN)")
        }
        let assumption = try await proof.decide(by: signIn.assertion, service, call)
        return Grant(role: assumption.role, asking: assumption.question(call))
    }

    func checkNotRevoked(_ service: SecurityTokenService) async throws(STSError) {
        let revocations = try await service.revocations()
        try signIn.checkNotRevoked(revocations)
        try assumption?.checkNotRevoked(revocations, since: signIn.issuedAt)
    }

    /// The session is marked as reached through the portal session: what revokes that ends it as well.
    func session(_ service: SecurityTokenService, _ call: Call) throws(STSError) -> Session {
        guard let assumption else { throw .notAuthorized("nothing was decided") }
        let link = SessionLink(
            issuerID: "", accessKeyID: signIn.id, issuedAt: signIn.issuedAt,
            name: ClaimMark(sessionName: assumption.claims.roleSessionName))
        return try proof.session(reachedThrough: [link], service, call)
    }

    /// Whoever has the response as well may not post it for the same role any more.
    func willMint(_ session: Session, _ service: SecurityTokenService, _ call: Call) async throws(STSError) {
        try await proof.markUsed(service, call)
    }

    func event(_ id: String, _ call: Call) -> AuditEvent {
        var event = proof.event(id, call)
        if !proof.isVerified { event.userIdentity = .samlUser(signIn.assertion) }
        event.additionalEventData.append(JSONMember("portalSession", signIn.id))
        return event
    }

    func enter(_ granted: Granted, into event: inout AuditEvent) { proof.enter(granted, into: &event) }
}

extension KeptSignIn {
    /// Whether the sign-in itself was revoked, as a session.
    func checkNotRevoked(_ revocations: RevocationList) throws(STSError) {
        guard !revocations.revokes(.session(accessKeyID: id), issued: issuedAt) else {
            throw .notAuthorized("the portal session was revoked")
        }
    }
}
