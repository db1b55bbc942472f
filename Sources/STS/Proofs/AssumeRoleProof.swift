import Accounts
import Audit
import Encodings
import IAMPolicy
import Sessions

/// A signed call as proof: the caller's policies and the trust policy of the role decide.
struct AssumeRoleProof: Proof {
    private let request: AssumeRoleRequest
    private let caller: Caller
    private let tags: RequestTags
    private let record: CallerRecord
    /// The role, once policies have allowed it: a refusal does not tell whether it is there.
    private var role: Role?
    var reservation: AuditReservation?
    let isVerified = true

    init(_ request: AssumeRoleRequest, caller: Caller) {
        self.request = request
        self.caller = caller
        tags = RequestTags(request.tags, transitiveKeys: request.transitiveTagKeys, caller: caller)
        record = CallerRecord(
            "AssumeRole", by: caller, roleARN: request.roleARN, name: ("roleSessionName", request.roleSessionName),
            durationSeconds: request.durationSeconds,
            policies: SessionPolicies(policy: request.policy, arns: request.policyARNs), tags: tags,
            externalID: request.externalID, sourceIdentity: request.sourceIdentity, serialNumber: request.serialNumber)
    }

    mutating func grant(_ service: SecurityTokenService, _ call: Call) async throws(STSError) -> Grant {
        try checkRequest()
        let showsMFA = try await service.useMFA(
            serialNumber: request.serialNumber, code: request.tokenCode, by: caller, at: call.now,
            reservation: &reservation)
        let known = try await service.entities.role(arn: request.roleARN)
        // Nobody gets from one partition into another.
        let role = known?.account.partition == caller.account.partition ? known : nil
        return Grant(
            role: role, permission: .policies(question(role, call, showsMFA: showsMFA)), hindrance: hindrance(role),
            account: role?.account ?? caller.account,
            policies: SessionPolicies(policy: request.policy, arns: request.policyARNs))
    }

    mutating func allowed(_ grant: Grant) { role = grant.role }

    func session(_ service: SecurityTokenService, _ call: Call) throws(STSError) -> Session {
        guard let role else { throw denial("sts:AssumeRole", cause: "nothing was decided") }
        let isChained = if case .assumedRole = caller.credentialSource { true } else { false }
        let seconds = try DurationRule.assumedRole(
            requested: request.durationSeconds, role: role, isChained: isChained)
        // The session says nothing of MFA: it was asked for when the role was given (user guide, "Choosing Between
        // GetSessionToken and AssumeRole").
        return Session(
            kind: .assumeRole, isChained: isChained, account: role.account, issuer: role.issuer,
            name: request.roleSessionName, issuedAt: call.now, expiresAt: call.now.advanced(bySeconds: Int64(seconds)),
            tags: tags.all, transitiveTagKeys: tags.allTransitiveKeys, sourceIdentity: sourceIdentity,
            saml: caller.session?.saml, webIdentity: caller.session?.webIdentity,
            chain: caller.session.map { $0.chain + [$0.link] } ?? [],
            sessionPolicy: request.policy, sessionPolicyARNs: request.policyARNs,
            accessKeyEntropy: service.random.bytes(AccessKeyID.entropyCount))
    }

    // MARK: Deciding

    private func checkRequest() throws(STSError) {
        if caller.issuer.kind == .root, caller.credentialSource != .federationToken {
            throw STSError(.accessDenied, "Roles may not be assumed by root accounts.", cause: "root asks for a role")
        }
        try request.check()
        try tags.check()
        if caller.credentialSource == .federationToken {
            throw denial("sts:AssumeRole", cause: "credentials of GetFederationToken")
        }
    }

    private func question(_ role: Role?, _ call: Call, showsMFA: Bool) -> PermissionQuestion {
        PermissionQuestion(
            caller: caller,
            actions: STSAccess.assumeRole.actions(withTags: !tags.isEmpty, withSourceIdentity: sourceIdentity != nil),
            resource: request.roleARN,
            resourceAccount: role?.account.id ?? ARN(request.roleARN).flatMap { AccountID($0.accountID) }
                ?? caller.account.id,
            keys: contextKeys(call, showsMFA: showsMFA), role: role, namesReason: false)
    }

    /// Why a role that policies allow is not given: the same text whether it is not there or not allowed.
    private func hindrance(_ role: Role?) -> STSError? {
        guard role != nil else { return denial("sts:AssumeRole", cause: "no role \(request.roleARN.cut(to: 300))") }
        guard let given = request.sourceIdentity, given != sourceIdentity else { return nil }
        return denial("sts:SetSourceIdentity", cause: "the calling session has another source identity")
    }

    private func denial(_ action: String, cause: String) -> STSError {
        SecurityTokenService.denial(caller, action, request.roleARN, cause: cause)
    }

    /// A source identity stays along a chain of roles.
    private var sourceIdentity: String? { caller.session?.sourceIdentity ?? request.sourceIdentity }

    private func contextKeys(_ call: Call, showsMFA: Bool) -> ContextKeys {
        var keys = RequestKeys(caller, call.context, at: call.now).keys
        keys["sts:RoleSessionName"] = [request.roleSessionName]
        keys["sts:ExternalId"] = request.externalID.map { [$0] }
        keys["sts:SourceIdentity"] = request.sourceIdentity.map { [$0] }
        tags.add(to: &keys)
        if showsMFA {
            keys["aws:MultiFactorAuthPresent"] = ["true"]
            keys["aws:MultiFactorAuthAge"] = ["0"]
        }
        return keys
    }

    // MARK: Recording

    func event(_ id: String, _ call: Call) -> AuditEvent { record.event(id, call, role: role) }

    func enter(_ granted: Granted, into event: inout AuditEvent) {
        event.responseElements = .object(
            [RecordElements.credentials(granted.credentials), RecordElements.assumedRoleUser(granted)]
                + RecordElements.further(granted))
    }

    /// An account whose role somebody of another account was given has a record of its own.
    func copies(of event: AuditEvent, makeID: () -> String) -> [AuditEvent] {
        guard let owner = role?.account, owner.id != caller.account.id else { return [event] }
        var event = event
        event.sharedEventID = makeID()
        var other = event
        other.eventID = makeID()
        other.userIdentity = .foreign(caller)
        other.recipientAccountID = owner.id
        return [event, other]
    }
}
