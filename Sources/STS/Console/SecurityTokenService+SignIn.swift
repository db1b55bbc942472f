import Accounts
import Audit
package import Claims
import Encodings
public import Foundation
public import SAML2
public import Sessions

extension SecurityTokenService {
    /// What a posted response offers, judged under the rules of the providers that may check it; nil when there is none.
    ///
    /// `requests` are those that the browser brings proof of. Throws `STSError`; the refusal is in the audit.
    public func signIn(
        _ response: ReceivedResponse, judge: ResponseJudge, answering requests: [SentRequest] = [], call: CallContext,
        at instant: Date
    ) async throws(STSError) -> SAMLSignIn? {
        let verdict: ResponseJudge.Verdict?
        do throws(STSError) {
            verdict = try await judge.judge(response, answering: requests, at: instant)
        } catch {
            await recordSignInRefusal(error, verified: nil, Call(context: call, instant: instant))
            throw error
        }
        guard let verdict else { return nil }
        return try await signIn(verdict.validation, among: verdict.providers, call: call, at: instant)
    }

    /// What a validated response offers: the pairs of its Role attribute, and those of claim rules, whose role and provider
    /// are known, whose provider vouches for issuer and key, and that are of one account.
    ///
    /// `providers` are the ARNs of those whose rules the response was validated under; nil means all of them.
    ///
    /// Throws `STSError`; the refusal is in the audit. Trust policies are asked when a role is taken.
    public func signIn(
        _ response: ResponseValidation, among providers: Set<String>? = nil, call: CallContext, at instant: Date
    ) async throws(STSError) -> SAMLSignIn {
        let call = Call(context: call, instant: instant)
        var verified: ValidatedAssertion?
        do {
            let assertion = try response.assertion(call)
            verified = assertion
            return try await offer(response, assertion, among: providers, call)
        } catch {
            await recordSignInRefusal(error, verified: verified, call)
            throw error
        }
    }

    private func offer(
        _ response: ResponseValidation, _ assertion: ValidatedAssertion, among providers: Set<String>?, _ call: Call
    ) async throws(STSError) -> SAMLSignIn {
        try Assumption.checkAge(assertion, options.redemption, at: call.instant)
        let granted = try SignInGrants(
            assertion, partition: options.partition,
            mapping: entities.configured.mappingProviders(vouchingFor: assertion, among: providers, at: call.instant))
        var refusals = granted.refusals
        var offers: [SAMLSignIn.Offer] = []
        for (pair, claims) in granted.grants {
            do {
                let assumption = try await assumption(pair, claims, among: providers, call)
                offers.append(
                    SAMLSignIn.Offer(
                        choice: try await choice(assumption), evidence: evidence(assumption, response, call)))
            } catch {
                refusals.append(error)
            }
        }
        guard !offers.isEmpty else { throw noChoice(of: granted.grants.count, refusals) }
        return SAMLSignIn(offers: offers, assertion: assertion, providers: providers)
    }

    /// What an assertion would give, as far as provider, role and account decide it.
    package func assumption(
        _ claim: RoleClaim, _ claims: RoleClaims, among providers: Set<String>?, _ call: Call
    ) async throws(STSError) -> Assumption {
        guard providers?.contains(claim.providerARN) ?? true,
            let provider = try await entities.provider(arn: claim.providerARN)
        else { throw .providerNotFound(arn: claim.providerARN, requestID: call.context.requestID) }
        try Assumption.checkProvider(
            provider, claims.assertion, requestID: call.context.requestID, at: call.instant)
        guard let role = try await entities.role(arn: claim.roleARN) else {
            throw .notAuthorized("no role \(claim.roleARN)")
        }
        try Assumption.checkAccount(role, provider)
        return Assumption(
            claims: claims, provider: provider, role: role,
            subject: SAMLSubject(claims.assertion, provider: provider))
    }

    private func choice(_ assumption: Assumption) async throws(STSError) -> SAMLSignIn.Choice {
        let role = assumption.role
        return SAMLSignIn.Choice(
            roleARN: role.arn, providerARN: assumption.provider.arn, roleName: role.name,
            account: try await named(role.account))
    }

    /// Claims are read as AWS does in the provider's partition; those of a page that were read for another one say nothing.
    private func evidence(_ assumption: Assumption, _ response: ResponseValidation, _ call: Call) -> SAMLEvidence {
        assumption.provider.account.partition == options.partition
            ? .offered(assumption, at: call.instant, response) : .validated(response)
    }

    /// A single pair is refused for its own reason, several for the Role attribute's sake.
    private func noChoice(of pairs: Int, _ refusals: [STSError]) -> STSError {
        if let only = refusals.first, refusals.count == 1 { return only }
        let causes = refusals.prefix(8).map(\.cause).joined(separator: "; ")
        return STSError(
            .invalidIdentityToken, ClaimFault.roleMessage,
            cause: "none of \(pairs) pairs is usable: \(causes)",
            failedChecks: refusals.prefix(8).flatMap(\.failedChecks))
    }

    private func recordSignInRefusal(
        _ error: STSError, verified: ValidatedAssertion?, _ call: Call
    ) async {
        var event = AuditEvent.signIn(
            isRefused: true, id: makeID(), call.context, options.partition,
            by: verified.map(AuditIdentity.samlUser) ?? .unknown, at: call.instant)
        if let verified { event.requestParameters = .object(parameters(of: verified)) }
        event.refuse(error, isVerified: verified != nil)
        await audit.recordRefusal(event)
    }

    /// What a verified assertion asks for, as far as it can be read.
    private func parameters(of assertion: ValidatedAssertion) -> [JSONMember] {
        let claims = AttributeClaims(assertion.attributes, partition: options.partition)
        var members = [JSONMember("sAMLAssertionID", assertion.id.cut(to: 256))]
        if let name = claims.roleSessionName { members.append(JSONMember("roleSessionName", name)) }
        members += Self.members("roleArn", claims.roles.map(\.roleARN))
        members += Self.members("principalArn", claims.roles.map(\.providerARN))
        return members
    }

    /// One text, or a list of those that differ under the name in the plural, the first of them alone.
    private static func members(_ name: String, _ arns: [String]) -> [JSONMember] {
        var seen: Set<String> = []
        let arns = arns.filter { seen.insert($0).inserted }.prefix(mostShown)
        guard arns.count > 1 else { return arns.map { JSONMember(name, $0) } }
        return [JSONMember(name + "s", .array(arns.map { .string($0) }))]
    }

    /// ARNs of one kind that a record shows at most.
    private static let mostShown = 16
}
