package import Accounts
package import Audit
import Claims
import Encodings
internal import Foundation
import IAMPolicy
package import SAML2
package import Sessions

/// A SAML response as proof: it is valid and young, the provider vouches for it, and it names the pair of role and
/// provider.
package struct SAMLProof: Proof {
    let request: AssumeRoleWithSAMLRequest
    /// Partition of the record while no provider is known.
    private let fallback: Partition
    private var provider: SAMLProvider?
    private var role: Role?
    private var assertion: ValidatedAssertion?
    private var subject: SAMLSubject?
    private var claims: RoleClaims?
    /// Room for the record.
    package var reservation: AuditReservation?

    /// What was decided; nil until then.
    package private(set) var assumption: Assumption?

    init(_ request: AssumeRoleWithSAMLRequest, fallback: Partition) {
        self.request = request
        self.fallback = fallback
    }

    /// For a role of an assertion that was kept, which `decide(by:)` brings.
    package init(keptRoleARN roleARN: String, principalARN: String, durationSeconds: Int?, fallback: Partition) {
        self.init(
            AssumeRoleWithSAMLRequest(
                roleARN: roleARN, principalARN: principalARN, evidence: .kept, durationSeconds: durationSeconds,
                channel: .browser),
            fallback: fallback)
    }

    /// Whether the provider vouches for the subject.
    package var isVerified: Bool { subject != nil }

    /// Looks at the response.
    package mutating func grant(_ service: SecurityTokenService, _ call: Call) async throws(STSError) -> Grant {
        let assumption = try await decide(service, call)
        adopt(assumption)
        return Grant(
            role: assumption.role, permission: .trustPolicy(assumption.question(call)),
            account: assumption.role.account,
            policies: SessionPolicies(policy: request.policy, arns: request.policyARNs),
            singleUse: Grant.SingleUse(
                use: AssertionUse.make(assumption, channel: request.channel, rule: service.options.redemption),
                channel: request.channel))
    }

    /// Looks whether role or subject was revoked since.
    package func checkNotRevoked(_ service: SecurityTokenService) async throws(STSError) {
        try assumption?.checkNotRevoked(try await service.revocations())
    }

    /// The session of the role.
    package func session(_ service: SecurityTokenService, _ call: Call) throws(STSError) -> Session {
        try session(reachedThrough: [], service, call)
    }

    /// The session, with the temporary credentials that it was reached through.
    package func session(
        reachedThrough chain: [SessionLink], _ service: SecurityTokenService, _ call: Call
    ) throws(STSError) -> Session {
        guard let assumption else { throw .notAuthorized("nothing was decided") }
        let (claims, role, assertion) = (assumption.claims, assumption.role, assumption.claims.assertion)
        let seconds = try DurationRule.credentials(
            requested: request.durationSeconds, role: role, sessionDuration: claims.sessionDuration,
            sessionNotOnOrAfter: assertion.sessionNotOnOrAfter, at: call.instant)
        return Session(
            kind: .assumeRoleWithSAML, account: role.account, issuer: role.issuer, name: claims.roleSessionName,
            issuedAt: call.now, expiresAt: call.now.advanced(bySeconds: Int64(seconds)), tags: claims.tags,
            transitiveTagKeys: claims.transitiveTagKeys, sourceIdentity: claims.sourceIdentity,
            saml: SAMLOrigin(
                subject: assumption.subject, providerARN: assumption.provider.arn,
                assertedAt: Timestamp(roundingDown: assertion.issueInstant),
                sessionNotOnOrAfter: assertion.sessionNotOnOrAfter.map(Timestamp.init(roundingDown:)),
                claims: ClaimMarks(assertion.attributes, partition: assumption.provider.account.partition)
                    .adding(sessionIndex: assertion.sessionIndex),
                attributes: KeptAttributes(assertion.attributes, named: service.relyingParties.attributes)),
            chain: chain, sessionPolicy: request.policy, sessionPolicyARNs: request.policyARNs,
            accessKeyEntropy: service.random.bytes(AccessKeyID.entropyCount))
    }

    // MARK: Deciding

    private mutating func decide(_ service: SecurityTokenService, _ call: Call) async throws(STSError) -> Assumption {
        if case .offered(let offered, let instant, _) = request.evidence, instant == call.instant,
            offered.role.arn.description == request.roleARN,
            offered.provider.arn.description == request.principalARN
        {
            try request.check()
            return offered
        }
        let validation = try await validation(call)
        return try await decide(service, call, rule: service.options.redemption) { () throws(STSError) in
            try validation.assertion(call)
        }
    }

    /// Decides by an assertion that was kept, however old it is.
    package mutating func decide(
        by assertion: ValidatedAssertion, _ service: SecurityTokenService, _ call: Call
    ) async throws(STSError) -> Assumption {
        let assumption = try await decide(service, call, rule: nil) { () throws(STSError) in assertion }
        adopt(assumption)
        return assumption
    }

    /// Keeps that the response was used for the role, whether it was before or not, as long as somebody could post it.
    package func markUsed(_ service: SecurityTokenService, _ call: Call) async throws(STSError) {
        guard let assumption else { return }
        let use = AssertionUse.make(assumption, channel: request.channel, rule: service.options.redemption)
        guard call.now < use.keepUntil else { return }
        do {
            _ = try await service.store.redeem(use, at: call.instant)
        } catch {
            throw .unavailable("one-time use: \(error)")
        }
    }

    /// - Parameter assertion: asked for once role and provider are known.
    private mutating func decide(
        _ service: SecurityTokenService, _ call: Call, rule: RedemptionRule?,
        assertion: () throws(STSError) -> ValidatedAssertion
    ) async throws(STSError) -> Assumption {
        try request.check()
        let role = try await service.entities.role(arn: request.roleARN)
        let known = try await service.entities.provider(arn: request.principalARN)
        // An entity that is known has a well-formed ARN.
        if role == nil || known == nil { try request.checkARNs() }
        guard let known else {
            throw .providerNotFound(arn: request.principalARN, requestID: call.context.requestID)
        }
        provider = known
        return try decide(try assertion(), role: role, through: known, rule: rule, call)
    }

    /// Every check that needs neither store nor keys.
    private mutating func decide(
        _ assertion: ValidatedAssertion, role: Role?, through provider: SAMLProvider, rule: RedemptionRule?,
        _ call: Call
    ) throws(STSError) -> Assumption {
        var run = AssumptionRun(
            assertion, provider: provider, roleARN: role?.arn.description ?? request.roleARN, rule: rule,
            partition: provider.account.partition, call: call)
        defer {
            subject = run.subject
            claims = run.claims
            if run.subject != nil { self.assertion = assertion }
        }
        try run.run()
        guard let role, let subject = run.subject, let claims = run.claims else {
            throw .notAuthorized("no role \(request.roleARN.cut(to: 300))")
        }
        self.role = role
        try Assumption.checkAccount(role, provider)
        return Assumption(claims: claims, provider: provider, role: role, subject: subject)
    }

    private func validation(_ call: Call) async throws(STSError) -> ResponseValidation {
        switch request.evidence {
        case .validated(let validation), .offered(_, _, let validation): return validation
        case .kept: throw .notAuthorized("a sign-in that was kept is no response")
        case .posted(let field, let judge):
            let response: ReceivedResponse
            do throws(HTTPPostBinding.DecodingError) {
                response = try ReceivedResponse(field: field)
            } catch {
                throw .invalidBase64(requestID: call.context.requestID)
            }
            guard
                let verdict = try await judge.judge(response, providerARN: request.principalARN, at: call.instant)
            else {
                try request.checkARNs()
                throw .providerNotFound(arn: request.principalARN, requestID: call.context.requestID)
            }
            return verdict.validation
        }
    }

    private mutating func adopt(_ decided: Assumption) {
        assumption = decided
        (provider, role, subject, claims) = (decided.provider, decided.role, decided.subject, decided.claims)
        assertion = decided.claims.assertion
    }

    // MARK: Recording

    /// The record, as far as things are known.
    package func event(_ id: String, _ call: Call) -> AuditEvent {
        var event = AuditEvent(
            eventID: id, eventTime: call.now, eventSource: "sts.amazonaws.com", eventName: "AssumeRoleWithSAML",
            call: call.context, partition: provider?.account.partition ?? fallback,
            userIdentity: subject.map(AuditIdentity.samlUser) ?? .unknown)
        event.requestParameters = .object(parameters)
        event.recipientAccountID = provider?.account.id
        if let role { event.resources.append(RecordElements.resource(role)) }
        if let provider {
            event.resources.append(
                AuditResource(arn: provider.arn, type: "AWS::IAM::SAMLProvider", accountID: provider.account.id))
        }
        event.additionalEventData.append(JSONMember("channel", request.channel.rawValue))
        let pair = RoleClaim(roleARN: request.roleARN, providerARN: request.principalARN)
        if let members = claims?.origins.members(for: pair), !members.isEmpty {
            event.additionalEventData.append(JSONMember("claimRules", .object(members)))
        }
        return event
    }

    /// Enters what was given.
    package func enter(_ granted: Granted, into event: inout AuditEvent) {
        guard let assumption else { return }
        let (assertion, subject) = (assumption.claims.assertion, assumption.subject)
        event.responseElements = .object(
            [
                RecordElements.credentials(granted.credentials), RecordElements.assumedRoleUser(granted),
                JSONMember("subject", subject.subject), JSONMember("subjectType", subject.type),
                JSONMember("issuer", assertion.issuer), JSONMember("audience", assertion.recipient),
                JSONMember("nameQualifier", subject.nameQualifier),
            ] + RecordElements.further(granted))
        if !assumption.claims.ignoredClaims.isEmpty {
            let notes = assumption.claims.ignoredClaims.prefix(16).map { JSONValue.string($0.cut(to: 300)) }
            event.additionalEventData.append(JSONMember("ignoredClaims", .array(notes)))
        }
        // By these an administrator finds the sessions that a revocation will reach.
        if let marks = granted.session.saml?.claims.all, !marks.isEmpty {
            event.additionalEventData.append(
                JSONMember("claimMarks", .array(marks.map { .string($0.hexadecimal) })))
        }
        if let names = granted.session.saml?.attributes.leftOut(among: assertion.attributes.map(\.name)), !names.isEmpty
        {
            event.additionalEventData.append(JSONMember("attributesLeftOut", .strings(names)))
        }
    }

    private var parameters: [JSONMember] {
        var members: [JSONMember] = []
        if let assertion { members.append(JSONMember("sAMLAssertionID", assertion.id.cut(to: 256))) }
        if let claims { members.append(JSONMember("roleSessionName", claims.roleSessionName)) }
        if let seconds = request.durationSeconds {
            members.append(JSONMember("durationSeconds", .integer(Int64(seconds))))
        }
        members.append(JSONMember("roleArn", request.roleARN.cut(to: 2_048)))
        members.append(JSONMember("principalArn", request.principalARN.cut(to: 2_048)))
        if let claims { members += Self.members(of: claims) }
        if let policy = request.policy { members.append(JSONMember("policy", policy.cut(to: 2_048))) }
        return members + RecordElements.policyARNs(request.policyARNs)
    }

    private static func members(of claims: RoleClaims) -> [JSONMember] {
        var members: [JSONMember] = []
        if !claims.tags.isEmpty {
            members.append(JSONMember("principalTags", .object(claims.tags.map { JSONMember($0.key, $0.value) })))
        }
        if !claims.transitiveTagKeys.isEmpty {
            members.append(JSONMember("transitiveTagKeys", .array(claims.transitiveTagKeys.map { .string($0) })))
        }
        if let identity = claims.sourceIdentity { members.append(JSONMember("sourceIdentity", identity)) }
        return members
    }
}

extension ResponseValidation {
    /// The assertion; throws what AWS says to a response that was refused.
    func assertion(_ call: Call) throws(STSError) -> ValidatedAssertion {
        switch outcome {
        case .success(let assertion): return assertion
        case .failure(let refusal): throw STSError(refusal, requestID: call.context.requestID)
        }
    }
}
