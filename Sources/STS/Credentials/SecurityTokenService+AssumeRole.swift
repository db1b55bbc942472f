import Accounts
import Encodings
public import Foundation
import IAMPolicy
public import Sessions

extension SecurityTokenService {
    /// Gives a role to an authenticated caller: temporary credentials, recorded before they are returned.
    ///
    /// Throws `STSError` with AWS's code and text, and the cause for the audit, which is recorded as well.
    public func assumeRole(
        _ request: AssumeRoleRequest, caller: Caller, call: CallContext, at instant: Date
    ) async throws(STSError) -> AssumeRoleResult {
        let tags = RequestTags(request.tags, transitiveKeys: request.transitiveTagKeys, caller: caller)
        let record = CredentialRecord(
            name: "AssumeRole", caller: caller,
            parameters: CredentialRecord.parameters(
                roleARN: request.roleARN, name: ("roleSessionName", request.roleSessionName),
                durationSeconds: request.durationSeconds, policy: request.policy, policyARNs: request.policyARNs,
                tags: tags, externalID: request.externalID, sourceIdentity: request.sourceIdentity,
                serialNumber: request.serialNumber))
        return try await recorded(
            record, call: call, at: instant, elements: Self.elements
        ) { record throws(STSError) in
            try await assume(
                request, tags: tags, caller: caller, call: call, at: Timestamp(roundingDown: instant), record: &record)
        }
    }

    private static func elements(of result: AssumeRoleResult) -> [JSONMember] {
        var members: [JSONMember] = [
            CredentialRecord.credentials(result.credentials),
            JSONMember(
                "assumedRoleUser",
                .object([
                    JSONMember("assumedRoleId", result.assumedRoleID), JSONMember("arn", result.assumedRoleARN),
                ])),
        ]
        if let size = result.packedPolicySize { members.append(JSONMember("packedPolicySize", .integer(Int64(size)))) }
        if let identity = result.sourceIdentity { members.append(JSONMember("sourceIdentity", identity)) }
        return members
    }

    private func assume(
        _ request: AssumeRoleRequest, tags: RequestTags, caller: Caller, call: CallContext, at now: Timestamp,
        record: inout CredentialRecord
    ) async throws(STSError) -> AssumeRoleResult {
        if caller.issuer.kind == .root, caller.credentialSource != .federationToken {
            throw STSError(.accessDenied, "Roles may not be assumed by root accounts.", cause: "root asks for a role")
        }
        try request.check()
        try tags.check()
        if caller.credentialSource == .federationToken {
            throw Self.denial(caller, "sts:AssumeRole", request.roleARN, cause: "credentials of GetFederationToken")
        }
        let showsMFA = try await useMFA(
            serialNumber: request.serialNumber, code: request.tokenCode, by: caller, at: now, record: &record)
        let role = try await permittedRole(
            for: request, tags: tags, caller: caller, call: call, showsMFA: showsMFA, at: now)
        record.role = role
        try await SessionPolicies(policy: request.policy, arns: request.policyARNs).checkExistence(
            in: role.account, entities)
        let prepared = try CredentialMinter.prepare(
            try session(for: request, tags: tags, role: role, caller: caller, at: now))
        return AssumeRoleResult(
            credentials: try mint(prepared), session: prepared.session, packedPolicySize: prepared.packedPolicySize)
    }

    /// The role, when the policies of caller and role allow all that is asked.
    ///
    /// Throws `AccessDenied` with the same text whether the role is not there or not allowed.
    private func permittedRole(
        for request: AssumeRoleRequest, tags: RequestTags, caller: Caller, call: CallContext, showsMFA: Bool,
        at now: Timestamp
    ) async throws(STSError) -> Role {
        let known = try await entities.role(arn: request.roleARN)
        // Nobody gets from one partition into another.
        let role = known?.account.partition == caller.account.partition ? known : nil
        var question = PermissionQuestion(
            caller: caller, resource: request.roleARN,
            resourceAccount: role?.account.id ?? Self.account(inARN: request.roleARN) ?? caller.account.id,
            keys: contextKeys(
                for: request, tags: tags, caller: caller, call: call, showsMFA: showsMFA, at: now))
        question.role = role
        var actions = ["sts:AssumeRole"]
        if !tags.isEmpty { actions.append("sts:TagSession") }
        if sourceIdentity(request, caller) != nil { actions.append("sts:SetSourceIdentity") }
        try check(actions, question, try await policies(of: caller), namesReason: false, at: now)
        guard let role else {
            throw Self.denial(
                caller, "sts:AssumeRole", request.roleARN, cause: "no role \(request.roleARN.cut(to: 300))")
        }
        if let given = request.sourceIdentity, given != sourceIdentity(request, caller) {
            throw Self.denial(
                caller, "sts:SetSourceIdentity", request.roleARN,
                cause: "the calling session has another source identity")
        }
        return role
    }

    private static func account(inARN arn: String) -> AccountID? {
        EntityARN(arn).flatMap { AccountID(String(decoding: $0.account, as: UTF8.self)) }
    }

    /// A source identity stays along a chain of roles.
    private func sourceIdentity(_ request: AssumeRoleRequest, _ caller: Caller) -> String? {
        caller.session?.sourceIdentity ?? request.sourceIdentity
    }

    private func contextKeys(
        for request: AssumeRoleRequest, tags: RequestTags, caller: Caller, call: CallContext, showsMFA: Bool,
        at now: Timestamp
    ) -> ContextKeys {
        var keys = RequestKeys(caller, call, at: now).keys
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

    private func session(
        for request: AssumeRoleRequest, tags: RequestTags, role: Role, caller: Caller, at now: Timestamp
    ) throws(STSError) -> Session {
        let isChained = if case .assumedRole = caller.credentialSource { true } else { false }
        let seconds = try DurationRule.assumedRole(
            requested: request.durationSeconds, role: role, isChained: isChained)
        // The session says nothing of MFA: it was asked for when the role was given (user guide, "Choosing Between
        // GetSessionToken and AssumeRole").
        return Session(
            kind: .assumeRole, isChained: isChained, account: role.account, issuer: role.issuer,
            name: request.roleSessionName, issuedAt: now, expiresAt: now.advanced(bySeconds: Int64(seconds)),
            tags: tags.all, transitiveTagKeys: tags.allTransitiveKeys,
            sourceIdentity: sourceIdentity(request, caller), saml: caller.session?.saml,
            chain: caller.session.map { $0.chain + [$0.link] } ?? [], sessionPolicy: request.policy,
            sessionPolicyARNs: request.policyARNs, accessKeyEntropy: random.bytes(AccessKeyID.entropyCount))
    }

    /// Whether the caller has shown a one-time password with the call, which is used up then.
    ///
    /// Throws `AccessDenied` for a wrong one, and for half of what is needed.
    func useMFA(
        serialNumber: String?, code: String?, by caller: Caller, at now: Timestamp, record: inout CredentialRecord
    ) async throws(STSError) -> Bool {
        guard serialNumber != nil || code != nil else { return false }
        guard let serialNumber, let code else {
            throw STSError(
                .accessDenied,
                "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.",
                cause: "SerialNumber and TokenCode go together")
        }
        record.reservation = try await reserveRecord()
        try await useMFA(serialNumber: serialNumber, code: code, by: caller, at: now)
        return true
    }

    /// Seals a session.
    func mint(_ prepared: CredentialMinter.Prepared) throws(STSError) -> SessionCredentials {
        try CredentialMinter(sealer: sealer).mint(prepared, salt: random.bytes(TokenSealer.saltCount))
    }
}
