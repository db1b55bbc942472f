import Accounts
import Encodings
public import Foundation
public import Sessions

/// GetSessionToken and GetFederationToken: temporary credentials for whoever has long-term keys.
extension SecurityTokenService {
    /// Gives temporary credentials to a user or root, with the caller's permissions.
    ///
    /// No permission is needed, and what was given is recorded before it is returned.
    ///
    /// Throws `STSError`: `AccessDenied` for temporary credentials, and for a wrong one-time password.
    public func getSessionToken(
        _ request: SessionTokenRequest, caller: Caller, call: CallContext, at instant: Date
    ) async throws(STSError) -> SessionTokenResult {
        let record = CredentialRecord(
            name: "GetSessionToken", caller: caller,
            parameters: CredentialRecord.parameters(
                durationSeconds: request.durationSeconds, serialNumber: request.serialNumber))
        return try await recorded(
            record, call: call, at: instant, elements: { [CredentialRecord.credentials($0.credentials)] }
        ) { record throws(STSError) in
            try Self.checkLongTerm(caller, "GetSessionToken")
            try request.check()
            let now = Timestamp(roundingDown: instant)
            let showsMFA = try await useMFA(
                serialNumber: request.serialNumber, code: request.tokenCode, by: caller, at: now, record: &record)
            let seconds = DurationRule.longTerm(
                requested: request.durationSeconds, isRoot: caller.issuer.kind == .root)
            let prepared = try CredentialMinter.prepare(
                Session(
                    kind: .sessionToken, account: caller.account, issuer: caller.issuer, name: "", issuedAt: now,
                    expiresAt: now.advanced(bySeconds: Int64(seconds)), mfaAt: showsMFA ? now : nil,
                    accessKeyEntropy: random.bytes(AccessKeyID.entropyCount)))
            return SessionTokenResult(credentials: try mint(prepared), session: prepared.session)
        }
    }

    /// Gives temporary credentials for a federated user, with what both the caller and the passed policies allow.
    ///
    /// The caller needs `sts:GetFederationToken`, for tags `sts:TagSession` as well; what was given is recorded before it
    /// is returned.
    ///
    /// Throws `STSError`: `AccessDenied` for temporary credentials, and without the permission.
    public func getFederationToken(
        _ request: FederationTokenRequest, caller: Caller, call: CallContext, at instant: Date
    ) async throws(STSError) -> FederationTokenResult {
        let tags = RequestTags(request.tags, caller: caller)
        let record = CredentialRecord(
            name: "GetFederationToken", caller: caller,
            parameters: CredentialRecord.parameters(
                name: ("name", request.name), durationSeconds: request.durationSeconds, policy: request.policy,
                policyARNs: request.policyARNs, tags: tags))
        return try await recorded(
            record, call: call, at: instant, elements: Self.elements
        ) { _ throws(STSError) in
            try Self.checkLongTerm(caller, "GetFederationToken")
            try request.check()
            try tags.check()
            let now = Timestamp(roundingDown: instant)
            let session = federationSession(for: request, tags: tags, caller: caller, at: now)
            try await checkFederation(session, tags: tags, caller: caller, call: call, at: now)
            try await SessionPolicies(policy: request.policy, arns: request.policyARNs).checkExistence(
                in: caller.account, entities)
            let prepared = try CredentialMinter.prepare(session)
            return FederationTokenResult(
                credentials: try mint(prepared), session: prepared.session,
                packedPolicySize: prepared.packedPolicySize ?? 0)
        }
    }

    private static func elements(of result: FederationTokenResult) -> [JSONMember] {
        [
            CredentialRecord.credentials(result.credentials),
            JSONMember(
                "federatedUser",
                .object([
                    JSONMember("federatedUserId", result.federatedUserID),
                    JSONMember("arn", result.federatedUserARN),
                ])),
            JSONMember("packedPolicySize", .integer(Int64(result.packedPolicySize))),
        ]
    }

    private func federationSession(
        for request: FederationTokenRequest, tags: RequestTags, caller: Caller, at now: Timestamp
    ) -> Session {
        let seconds = DurationRule.longTerm(requested: request.durationSeconds, isRoot: caller.issuer.kind == .root)
        return Session(
            kind: .federationToken, account: caller.account, issuer: caller.issuer, name: request.name, issuedAt: now,
            expiresAt: now.advanced(bySeconds: Int64(seconds)), tags: tags.all, sessionPolicy: request.policy,
            sessionPolicyARNs: request.policyARNs, accessKeyEntropy: random.bytes(AccessKeyID.entropyCount))
    }

    private func checkFederation(
        _ session: Session, tags: RequestTags, caller: Caller, call: CallContext, at now: Timestamp
    ) async throws(STSError) {
        var keys = RequestKeys(caller, call, at: now).keys
        tags.add(to: &keys)
        let question = PermissionQuestion(
            caller: caller, resource: session.arn, resourceAccount: caller.account.id, keys: keys)
        let actions = ["sts:GetFederationToken"] + (tags.isEmpty ? [] : ["sts:TagSession"])
        try check(actions, question, try await policies(of: caller), namesReason: true, at: now)
    }

    private static func checkLongTerm(_ caller: Caller, _ operation: String) throws(STSError) {
        guard caller.credentialSource != .longTerm else { return }
        throw STSError(
            .accessDenied, "Cannot call \(operation) with session credentials",
            cause: "signed with \(caller.accessKeyID)")
    }
}
