import Accounts
import Encodings
public import Foundation
import SAML2
public import Sessions

extension SecurityTokenService {
    /// Gives a role to the subject of a SAML response: temporary credentials, recorded before they are returned.
    ///
    /// Throws `STSError` with AWS's code and text, and the cause for the audit, which is recorded as well.
    public func assumeRoleWithSAML(
        _ request: AssumeRoleWithSAMLRequest, call: CallContext, at instant: Date
    ) async throws(STSError) -> AssumeRoleWithSAMLResult {
        var record = AssumptionRecord(request: request)
        do {
            let result = try await assume(request, call: call, at: instant, record: &record)
            try await recordGrant(record, result: result, call: call, at: instant)
            return result
        } catch {
            await recordRefusal(record, error: error, call: call, at: instant)
            throw error
        }
    }

    private func assume(
        _ request: AssumeRoleWithSAMLRequest, call: CallContext, at instant: Date, record: inout AssumptionRecord
    ) async throws(STSError) -> AssumeRoleWithSAMLResult {
        let role = try await entities.role(arn: request.roleARN)
        let provider = try await entities.provider(arn: request.principalARN)
        let assumption = try decide(
            request, role: role, provider: provider, call: call, at: instant, record: &record)
        try checkNotRevoked(assumption, try await revocations())
        try await SessionPolicies(policy: request.policy, arns: request.policyARNs).checkExistence(
            in: assumption.role.account, entities)
        let prepared = try CredentialMinter.prepare(try session(for: assumption, request, at: instant))
        let assertion = assumption.claims.assertion
        let consoleSeconds = try DurationRule.console(
            sessionDuration: assumption.claims.sessionDuration, sessionNotOnOrAfter: assertion.sessionNotOnOrAfter,
            at: instant)
        record.reservation = try await reserveRecord()
        try await redeem(assumption, channel: request.channel, at: instant)
        let salt = random.bytes(TokenSealer.saltCount)
        return AssumeRoleWithSAMLResult(
            credentials: try CredentialMinter(sealer: sealer).mint(prepared, salt: salt), session: prepared.session,
            packedPolicySize: prepared.packedPolicySize, samlSubject: assumption.subject, issuer: assertion.issuer,
            audience: assertion.recipient,
            consoleSessionEnd: Timestamp(roundingDown: instant).advanced(bySeconds: Int64(consoleSeconds)))
    }

    /// Every check that needs neither store nor keys, in the order in which AWS seems to make them.
    private func decide(
        _ request: AssumeRoleWithSAMLRequest, role: Role?, provider known: SAMLProvider?, call: CallContext,
        at instant: Date, record: inout AssumptionRecord
    ) throws(STSError) -> Assumption {
        try ParameterRules.check(request)
        // An entity that is known has a well-formed ARN.
        if role == nil || known == nil { try ParameterRules.checkARNs(request) }
        guard let provider = known else {
            throw .providerNotFound(arn: request.principalARN, requestID: call.requestID)
        }
        record.provider = provider
        let assertion: ValidatedAssertion
        switch request.response.outcome {
        case .success(let validated): assertion = validated
        case .failure(let refusal): throw STSError(refusal, requestID: call.requestID)
        }
        try Assumption.checkProvider(provider, assertion, requestID: call.requestID, at: instant)
        let subject = SAMLSubject(assertion, provider: provider)
        record.verified(assertion, subject)
        try Assumption.checkAge(assertion, options.redemption, at: instant)
        let claims = try claims(of: request, assertion, provider.account.partition)
        record.claims = claims
        try Assumption.checkPair(claims, role: role?.arnText ?? request.roleARN, provider: provider.arnText)
        guard let role else {
            throw .notAuthorized("no role \(request.roleARN.cut(to: 300))")
        }
        record.role = role
        try Assumption.checkAccount(role, provider)
        let assumption = Assumption(claims: claims, provider: provider, role: role, subject: subject)
        try assumption.checkTrust(call, at: instant)
        return assumption
    }

    private func claims(
        of request: AssumeRoleWithSAMLRequest, _ assertion: ValidatedAssertion, _ partition: Partition
    ) throws(STSError) -> RoleClaims {
        if let (claims, read) = request.claims, read == partition { return claims }
        return try RoleClaims(assertion, partition: partition)
    }

    /// An assertion that was issued before its role, its subject or what it says of that was revoked is worth nothing any more.
    private func checkNotRevoked(_ assumption: Assumption, _ revocations: RevocationList) throws(STSError) {
        let issued = Timestamp(roundingDown: assumption.claims.assertion.issueInstant)
        let subject = assumption.subject
        if revocations.revokes(.role(uniqueID: assumption.role.uniqueID), issued: issued)
            || revocations.revokes(
                .subject(nameQualifier: subject.nameQualifier, subject: subject.subject), issued: issued)
        {
            throw .notAuthorized("role or subject was revoked after the assertion was issued")
        }
        guard revocations.hasClaims else { return }
        let (claims, provider) = (assumption.claims, assumption.provider)
        let marks = ClaimMarks.complete(claims.assertion.attributes, partition: provider.account.partition)
        if revocations.revokes(
            marks + [ClaimMark(sessionName: claims.roleSessionName)], through: provider.arnText, issued: issued)
        {
            throw .notAuthorized("session name or an attribute was revoked after the assertion was issued")
        }
    }

    private func session(
        for assumption: Assumption, _ request: AssumeRoleWithSAMLRequest, at instant: Date
    ) throws(STSError) -> Session {
        let claims = assumption.claims
        let role = assumption.role
        let seconds = try DurationRule.credentials(
            requested: request.durationSeconds, role: role, sessionDuration: claims.sessionDuration,
            sessionNotOnOrAfter: claims.assertion.sessionNotOnOrAfter, at: instant)
        let now = Timestamp(roundingDown: instant)
        return Session(
            kind: .assumeRoleWithSAML, account: role.account, issuer: role.issuer, name: claims.roleSessionName,
            issuedAt: now, expiresAt: now.advanced(bySeconds: Int64(seconds)), tags: claims.tags,
            transitiveTagKeys: claims.transitiveTagKeys, sourceIdentity: claims.sourceIdentity,
            saml: SAMLOrigin(
                subject: assumption.subject, providerARN: assumption.provider.arnText,
                assertedAt: Timestamp(roundingDown: claims.assertion.issueInstant),
                sessionNotOnOrAfter: claims.assertion.sessionNotOnOrAfter.map(Timestamp.init(roundingDown:)),
                claims: ClaimMarks(
                    claims.assertion.attributes, partition: assumption.provider.account.partition)),
            sessionPolicy: request.policy, sessionPolicyARNs: request.policyARNs,
            accessKeyEntropy: random.bytes(AccessKeyID.entropyCount))
    }

    private func redeem(_ assumption: Assumption, channel: Channel, at instant: Date) async throws(STSError) {
        let use = AssertionUse.make(assumption, channel: channel, rule: options.redemption)
        let redemption: Redemption
        do {
            redemption = try await store.redeem(use, at: instant)
        } catch {
            throw .unavailable("one-time use: \(error)")
        }
        switch redemption {
        case .recorded: return
        case .alreadyUsed(let first):
            throw .alreadyRedeemed("the assertion was redeemed at \(first.iso8601) in the channel \(channel.rawValue)")
        case .forgotten(let swept):
            throw .alreadyRedeemed("uses before \(swept.iso8601) are forgotten: the clock was set back")
        }
    }
}
