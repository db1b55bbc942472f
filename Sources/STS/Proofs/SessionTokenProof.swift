import Accounts
import Audit
import Encodings
import Sessions

/// Long-term keys as proof: whoever has them gets temporary credentials with the same permissions.
struct SessionTokenProof: Proof {
    private let request: SessionTokenRequest
    private let caller: Caller
    private let record: CallerRecord
    private var showsMFA = false
    var reservation: AuditReservation?
    let isVerified = true

    init(_ request: SessionTokenRequest, caller: Caller) {
        self.request = request
        self.caller = caller
        record = CallerRecord(
            "GetSessionToken", by: caller, durationSeconds: request.durationSeconds, serialNumber: request.serialNumber)
    }

    mutating func grant(_ service: SecurityTokenService, _ call: Call) async throws(STSError) -> Grant {
        try caller.checkLongTerm("GetSessionToken")
        try request.check()
        showsMFA = try await service.useMFA(
            serialNumber: request.serialNumber, code: request.tokenCode, by: caller, at: call.now,
            reservation: &reservation)
        return Grant(permission: .unasked, account: caller.account)
    }

    func session(_ service: SecurityTokenService, _ call: Call) -> Session {
        let seconds = DurationRule.longTerm(requested: request.durationSeconds, isRoot: caller.issuer.kind == .root)
        return Session(
            kind: .sessionToken, account: caller.account, issuer: caller.issuer, name: "", issuedAt: call.now,
            expiresAt: call.now.advanced(bySeconds: Int64(seconds)), mfaAt: showsMFA ? call.now : nil,
            accessKeyEntropy: service.random.bytes(AccessKeyID.entropyCount))
    }

    func event(_ id: String, _ call: Call) -> AuditEvent { record.event(id, call) }

    func enter(_ granted: Granted, into event: inout AuditEvent) {
        event.responseElements = .object([RecordElements.credentials(granted.credentials)])
    }
}

extension Caller {
    /// Throws `AccessDenied` for temporary credentials.
    func checkLongTerm(_ operation: String) throws(STSError) {
        guard credentialSource != .longTerm else { return }
        throw STSError(
            .accessDenied, "Cannot call \(operation) with session credentials", cause: "signed with \(accessKeyID)")
    }
}
