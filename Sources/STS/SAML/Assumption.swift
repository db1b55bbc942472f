package import Accounts
package import Claims
package import Encodings
internal import Foundation
import IAMPolicy
internal import SAML2
import Sessions

/// A role that an assertion may give to its subject, as far as that can be told without the role's trust policy, the store
/// and the clock of a later call.
package struct Assumption: Sendable {
    /// What the assertion says.
    package let claims: RoleClaims
    /// Who vouches for it.
    package let provider: SAMLProvider
    /// The role.
    package let role: Role
    let subject: SAMLSubject

    /// Whether the provider vouches for the issuer and for the key that verified.
    static func checkProvider(
        _ provider: SAMLProvider, _ assertion: ValidatedAssertion, requestID: String, at instant: Date
    ) throws(STSError) {
        switch provider.standing(
            issuer: assertion.issuer, fingerprint: assertion.verifyingKeyFingerprint, at: instant)
        {
        case .trusted: return
        case .unknownIssuer:
            let check = providerCheck(
                "the issuer is an entityID of \(provider.arn)", assertion.issuer,
                "Register the metadata of this identity provider with the SAML provider, or name the other provider")
            throw .issuerNotPresent(
                "\(assertion.issuer.cut(to: 200)) is not in \(provider.arn)", requestID: requestID,
                failedChecks: [check])
        case .unknownKey:
            let check = providerCheck(
                "the key that verified is in the metadata of \(provider.arn)", assertion.verifyingKeyFingerprint,
                "Update the metadata of the SAML provider")
            throw .signatureInvalid(
                "the key belongs to another provider than \(provider.arn)", failedChecks: [check])
        case .expired(let end):
            let check = providerCheck(
                "metadata of \(provider.arn) that is valid", "valid until \(Timestamp(roundingDown: end).iso8601)",
                "Update the metadata of the SAML provider")
            throw .signatureInvalid("the metadata of \(provider.arn) has expired", failedChecks: [check])
        }
    }

    static func passedProviderCheck(_ provider: SAMLProvider, _ assertion: ValidatedAssertion) -> Check {
        Check(
            name: "provider.trust", status: .passed, expected: "issuer and key in the metadata of \(provider.arn)",
            actual: assertion.issuer.cut(to: 300), reference: providerReference, hint: nil)
    }

    private static let providerReference = "SAML Metadata 2.0, 2.3.2 and 2.4.1.1"

    private static func providerCheck(_ expected: String, _ actual: String, _ hint: String) -> Check {
        Check(
            name: "provider.trust", status: .failed, expected: expected, actual: actual.cut(to: 300),
            reference: providerReference, hint: hint)
    }

    /// Whether the assertion is young enough to be redeemed.
    static func checkAge(
        _ assertion: ValidatedAssertion, _ rule: RedemptionRule, at instant: Date
    ) throws(STSError) {
        guard instant > rule.lastInstant(issued: assertion.issueInstant) else { return }
        let check = rule.check(issued: assertion.issueInstant, at: instant)
        throw .notRedeemedInTime("redeemed \(check.actual) after IssueInstant", failedChecks: [check])
    }

    /// Whether the claims hold the pair.
    static func checkPair(_ claims: RoleClaims, role: String, provider: String) throws(STSError) {
        guard !claims.roles.contains(RoleClaim(roleARN: role, providerARN: provider)) else { return }
        let check = pairCheck(.failed, role: role, provider: provider, claims.roles)
        throw .notAuthorized("the Role attribute does not grant this pair", failedChecks: [check])
    }

    static func pairCheck(_ status: CheckStatus, role: String, provider: String, _ roles: [RoleClaim]) -> Check {
        Check(
            name: "claims.role-granted", status: status, expected: "\(role),\(provider)",
            actual: roles.map { "\($0.roleARN),\($0.providerARN)" }.joined(separator: "; ").cut(to: 600),
            reference: ClaimRule.role.reference, hint: status == .failed ? ClaimRule.role.hint : nil)
    }

    /// Whether role and provider belong to one account of one partition.
    static func checkAccount(_ role: Role, _ provider: SAMLProvider) throws(STSError) {
        guard role.account.id != provider.account.id || role.account.partition != provider.account.partition else {
            return
        }
        throw .notAuthorized("\(role.arn) and \(provider.arn) belong to different accounts")
    }

    /// The question that the role's trust policy is asked.
    package func question(_ call: Call) -> TrustQuestion {
        TrustQuestion(
            role: role, principal: .samlProvider(arn: provider.arn),
            actions: STSAccess.assumeRoleWithSAML.actions(
                withTags: !claims.tags.isEmpty || !claims.transitiveTagKeys.isEmpty,
                withSourceIdentity: claims.sourceIdentity != nil),
            keys: AssertionContext(claims: claims, provider: provider, subject: subject, call: call).keys)
    }

    /// Whether role, subject, or what the assertion says of it was revoked after the assertion was issued, or after
    /// `instant` when that is earlier.
    package func checkNotRevoked(_ revocations: RevocationList, since instant: Timestamp? = nil) throws(STSError) {
        let issued = issued(before: instant)
        if revocations.revokes(.role(uniqueID: role.uniqueID), issued: issued) {
            throw .notAuthorized("the role was revoked after the assertion was issued")
        }
        try checkUserNotRevoked(revocations, since: instant)
    }

    /// The same of everything but the role.
    package func checkUserNotRevoked(_ revocations: RevocationList, since instant: Timestamp? = nil) throws(STSError) {
        let issued = issued(before: instant)
        if revocations.revokes(
            .subject(nameQualifier: subject.nameQualifier, subject: subject.subject), issued: issued)
        {
            throw .notAuthorized("the subject was revoked after the assertion was issued")
        }
        guard revocations.hasClaims else { return }
        let marks = ClaimMarks.complete(claims.assertion.attributes, partition: provider.account.partition)
        if revocations.revokes(
            marks + [ClaimMark(sessionName: claims.roleSessionName)], through: provider.arn.description, issued: issued)
        {
            throw .notAuthorized("session name or an attribute was revoked after the assertion was issued")
        }
    }

    private func issued(before instant: Timestamp?) -> Timestamp {
        let issued = Timestamp(roundingDown: claims.assertion.issueInstant)
        return instant.map { min($0, issued) } ?? issued
    }
}
