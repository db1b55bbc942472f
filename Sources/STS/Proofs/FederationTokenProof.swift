import Accounts
import Audit
import Encodings
import IAMPolicy
import Sessions

/// Long-term keys as proof: whoever has them makes a federated user, with what both the caller and the passed policies
/// allow.
struct FederationTokenProof: Proof {
    private let request: FederationTokenRequest
    private let caller: Caller
    private let tags: RequestTags
    private let record: CallerRecord
    var reservation: AuditReservation?
    let isVerified = true

    init(_ request: FederationTokenRequest, caller: Caller) {
        self.request = request
        self.caller = caller
        tags = RequestTags(request.tags, caller: caller)
        record = CallerRecord(
            "GetFederationToken", by: caller, name: ("name", request.name), durationSeconds: request.durationSeconds,
            policies: SessionPolicies(policy: request.policy, arns: request.policyARNs), tags: tags)
    }

    mutating func grant(_ service: SecurityTokenService, _ call: Call) async throws(STSError) -> Grant {
        try caller.checkLongTerm("GetFederationToken")
        try request.check()
        try tags.check()
        var keys = RequestKeys(caller, call.context, at: call.now).keys
        tags.add(to: &keys)
        let question = PermissionQuestion(
            caller: caller, actions: STSAccess.getFederationToken.actions(withTags: !tags.isEmpty),
            resource: session(service, call).arn.description, resourceAccount: caller.account.id, keys: keys)
        return Grant(
            permission: .policies(question), account: caller.account,
            policies: SessionPolicies(policy: request.policy, arns: request.policyARNs))
    }

    func session(_ service: SecurityTokenService, _ call: Call) -> Session {
        let seconds = DurationRule.longTerm(requested: request.durationSeconds, isRoot: caller.issuer.kind == .root)
        return Session(
            kind: .federationToken, account: caller.account, issuer: caller.issuer, name: request.name,
            issuedAt: call.now, expiresAt: call.now.advanced(bySeconds: Int64(seconds)), tags: tags.all,
            sessionPolicy: request.policy, sessionPolicyARNs: request.policyARNs,
            accessKeyEntropy: service.random.bytes(AccessKeyID.entropyCount))
    }

    func event(_ id: String, _ call: Call) -> AuditEvent { record.event(id, call) }

    func enter(_ granted: Granted, into event: inout AuditEvent) {
        let user = [JSONMember("federatedUserId", granted.session.userID), JSONMember("arn", "\(granted.session.arn)")]
        event.responseElements = .object([
            RecordElements.credentials(granted.credentials), JSONMember("federatedUser", .object(user)),
            JSONMember("packedPolicySize", .integer(Int64(granted.packedPolicySize ?? 0))),
        ])
    }
}
