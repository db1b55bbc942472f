import Accounts
import Audit
import Encodings
import IAMPolicy
import Sessions
import WebIdentity

/// The token of an OpenID Connect provider as proof: a provider of the role's account made it, for one of its client ids.
///
/// A token may be brought as often as it is valid, as in AWS; the records of its uses have its fingerprint in common.
struct WebIdentityProof: Proof {
    private static let operation = "AssumeRoleWithWebIdentity"

    let request: WebIdentityRequest
    /// Partition of the record while no account is known.
    private let fallback: Partition
    /// The account that the ARN of the role names.
    private var account: Account?
    private var decided: WebIdentityGrant?
    /// The token and its provider, once it is verified.
    private var verified: (token: ValidatedToken, provider: OIDCProvider)?
    var reservation: AuditReservation?

    init(_ request: WebIdentityRequest, fallback: Partition) {
        self.request = request
        self.fallback = fallback
    }

    var isVerified: Bool { verified != nil }

    /// The verified token; nil until then.
    var token: ValidatedToken? { verified?.token }

    mutating func grant(_ service: SecurityTokenService, _ call: Call) async throws(STSError) -> Grant {
        try request.check()
        guard request.providerID == nil else {
            throw STSError(
                .invalidIdentityToken, STSError.notAToken,
                cause: "ProviderId is for access tokens of OAuth 2.0, which are not taken")
        }
        guard let arn = ARN(request.roleARN), let account = AccountID(arn.accountID).flatMap(service.entities.account),
            arn.partition == account.partition.id
        else { throw denied("no account of \(request.roleARN.cut(to: 300))") }
        self.account = account
        let (token, provider) = try await verify(in: account, service, call)
        verified = (token, provider)
        guard let role = try await service.entities.role(arn: request.roleARN) else {
            throw denied("no role \(request.roleARN.cut(to: 300))")
        }
        let grant = try WebIdentityGrant(
            token, provider: provider, role: role, sessionName: request.roleSessionName)
        decided = grant
        return Grant(
            role: role, permission: .trustPolicy(grant.question(call)), account: account,
            policies: SessionPolicies(policy: request.policy, arns: request.policyARNs))
    }

    func checkNotRevoked(_ service: SecurityTokenService) async throws(STSError) {
        try decided?.checkNotRevoked(try await service.revocations())
    }

    func session(_ service: SecurityTokenService, _ call: Call) throws(STSError) -> Session {
        guard let decided else { throw denied("nothing was decided") }
        let (token, role) = (decided.token, decided.role)
        let seconds = try DurationRule.credentials(
            requested: request.durationSeconds, role: role, sessionDuration: nil, sessionNotOnOrAfter: nil,
            at: call.instant)
        return Session(
            kind: .assumeRoleWithWebIdentity, account: role.account, issuer: role.issuer,
            name: request.roleSessionName, issuedAt: call.now,
            expiresAt: call.now.advanced(bySeconds: Int64(seconds)), tags: decided.tags,
            transitiveTagKeys: token.tags.transitiveKeys, sourceIdentity: token.sourceIdentity,
            webIdentity: decided.origin, sessionPolicy: request.policy, sessionPolicyARNs: request.policyARNs,
            accessKeyEntropy: service.random.bytes(AccessKeyID.entropyCount))
    }

    // MARK: Deciding

    /// The token, verified by the keys of the provider of this account that it names.
    private func verify(
        in account: Account, _ service: SecurityTokenService, _ call: Call
    ) async throws(STSError) -> (ValidatedToken, OIDCProvider) {
        let observed = try? ObservedToken(request.token)
        var provider: OIDCProvider?
        if let issuer = observed?.claims.issuer {
            provider = try await service.entities.oidcProvider(issuer: issuer, in: account)
        }
        var issuers: [TrustedIssuer] = []
        if let provider {
            let keys = await service.providerKeys.keys(of: provider, naming: observed?.keyID)
            issuers = [TrustedIssuer(url: provider.url.description, clientIDs: provider.clientIDs, keys: keys)]
        }
        let validator = WebIdentityValidator(
            issuers: issuers, clockSkew: Int64(service.options.redemption.clockSkew))
        switch validator.validate(request.token, at: call.now).outcome {
        case .success(let token):
            // Without a provider nothing is accepted.
            guard let provider else { throw denied("a token without a provider") }
            return (token, provider)
        case .failure(let refusal): throw STSError(refusal, claims: observed?.claims, at: call.now)
        }
    }

    private func denied(_ cause: String) -> STSError { .notAuthorized(cause, to: "sts:\(Self.operation)") }

    // MARK: Recording

    func event(_ id: String, _ call: Call) -> AuditEvent {
        var event = AuditEvent(
            eventID: id, eventTime: call.now, eventSource: "sts.amazonaws.com", eventName: Self.operation,
            call: call.context, partition: account?.partition ?? fallback,
            userIdentity: verified.map {
                AuditIdentity.webIdentityUser(
                    provider: $0.provider.arn, audience: $0.token.audience, subject: $0.token.subject)
            } ?? .unknown)
        event.requestParameters = .object(parameters)
        event.recipientAccountID = account?.id
        if let decided { event.resources.append(RecordElements.resource(decided.role)) }
        if let token { event.additionalEventData.append(JSONMember("tokenSHA256", token.fingerprint)) }
        return event
    }

    func enter(_ granted: Granted, into event: inout AuditEvent) {
        guard let token else { return }
        event.responseElements = .object(
            [
                RecordElements.credentials(granted.credentials), RecordElements.assumedRoleUser(granted),
                JSONMember("subjectFromWebIdentityToken", token.subject), JSONMember("provider", token.issuer),
                JSONMember("audience", token.audience),
            ] + RecordElements.further(granted))
    }

    private var parameters: [JSONMember] {
        var members: [JSONMember] = []
        if let seconds = request.durationSeconds {
            members.append(JSONMember("durationSeconds", .integer(Int64(seconds))))
        }
        members.append(JSONMember("roleArn", request.roleARN.cut(to: 2_048)))
        members.append(JSONMember("roleSessionName", request.roleSessionName.cut(to: 64)))
        if let provider = request.providerID { members.append(JSONMember("providerId", provider.cut(to: 2_048))) }
        if let tags = decided?.tags, !tags.isEmpty {
            members.append(JSONMember("principalTags", .object(tags.map { JSONMember($0.key, $0.value) })))
        }
        if let policy = request.policy { members.append(JSONMember("policy", policy.cut(to: 2_048))) }
        return members + RecordElements.policyARNs(request.policyARNs)
    }
}
