import Accounts
import Audit
import Encodings
public import Foundation
public import SAML2
public import Sessions

extension SecurityTokenService {
    /// What a posted response offers: the pairs of its Role attribute whose role and provider are known, whose provider
    /// vouches for issuer and key, and that are of one account.
    ///
    /// `providers` are the ARNs of those whose rules the response was validated under; nil means all of them.
    ///
    /// Throws `STSError`; the refusal is in the audit. Trust policies are asked when a role is taken.
    public func signIn(
        _ response: ResponseValidation, among providers: Set<String>? = nil, call: CallContext, at instant: Date
    ) async throws(STSError) -> SAMLSignIn {
        var verified: ValidatedAssertion?
        do {
            return try await offer(response, among: providers, call: call, at: instant, verified: &verified)
        } catch {
            await recordSignInRefusal(error, verified: verified, call: call, at: instant)
            throw error
        }
    }

    private func offer(
        _ response: ResponseValidation, among providers: Set<String>?, call: CallContext, at instant: Date,
        verified: inout ValidatedAssertion?
    ) async throws(STSError) -> SAMLSignIn {
        let assertion: ValidatedAssertion
        switch response.outcome {
        case .success(let validated): assertion = validated
        case .failure(let refusal): throw STSError(refusal, requestID: call.requestID)
        }
        verified = assertion
        try Assumption.checkAge(assertion, options.redemption, at: instant)
        let claims = try RoleClaims(assertion, partition: options.partition)
        var refusals: [STSError] = []
        var choices: [SAMLSignIn.Choice] = []
        for claim in claims.roles {
            do {
                choices.append(
                    try await choice(for: claim, among: providers, assertion: assertion, call: call, at: instant))
            } catch {
                refusals.append(error)
            }
        }
        guard !choices.isEmpty else { throw noChoice(claims, refusals) }
        return SAMLSignIn(choices: choices, claims: claims, partition: options.partition, response: response)
    }

    private func choice(
        for claim: RoleClaim, among providers: Set<String>?, assertion: ValidatedAssertion, call: CallContext,
        at instant: Date
    ) async throws(STSError) -> SAMLSignIn.Choice {
        guard providers?.contains(claim.providerARN) ?? true,
            let provider = try await entities.provider(arn: claim.providerARN)
        else {
            throw .providerNotFound(arn: claim.providerARN, requestID: call.requestID)
        }
        try Assumption.checkProvider(provider, assertion, requestID: call.requestID, at: instant)
        guard let role = try await entities.role(arn: claim.roleARN) else {
            throw .notAuthorized("no role \(claim.roleARN)")
        }
        try Assumption.checkAccount(role, provider)
        return SAMLSignIn.Choice(
            roleARN: role.arnText, providerARN: provider.arnText, roleName: role.name,
            account: try await named(role.account))
    }

    /// A single pair is refused for its own reason, several for the Role attribute's sake.
    private func noChoice(_ claims: RoleClaims, _ refusals: [STSError]) -> STSError {
        if let only = refusals.first, refusals.count == 1 { return only }
        let causes = refusals.prefix(8).map(\.cause).joined(separator: "; ")
        return STSError(
            .invalidIdentityToken, STSError.roleMessage,
            cause: "none of \(claims.roles.count) pairs is usable: \(causes)",
            failedChecks: refusals.prefix(8).flatMap(\.failedChecks))
    }

    private func recordSignInRefusal(
        _ error: STSError, verified: ValidatedAssertion?, call: CallContext, at instant: Date
    ) async {
        var event = AuditEvent.signIn(
            isRefused: true, id: UUIDText.make(random), call, options.partition,
            by: verified.map(AuditIdentity.samlUser) ?? .unknown, at: instant)
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
