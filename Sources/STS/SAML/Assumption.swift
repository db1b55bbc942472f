import Accounts
import Encodings
internal import Foundation
internal import SAML2
import Sessions

/// The decision whether an assertion gives a role to its subject: pure, with no store, no keys and no record.
struct Assumption {
    let claims: RoleClaims
    let provider: SAMLProvider
    let role: Role
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
                "the issuer is an entityID of \(provider.arnText)", assertion.issuer,
                "Register the metadata of this identity provider with the SAML provider, or name the other provider")
            throw .issuerNotPresent(
                "\(assertion.issuer.cut(to: 200)) is not in \(provider.arnText)", requestID: requestID,
                failedChecks: [check])
        case .unknownKey:
            let check = providerCheck(
                "the key that verified is in the metadata of \(provider.arnText)", assertion.verifyingKeyFingerprint,
                "Update the metadata of the SAML provider")
            throw .signatureInvalid(
                "the key belongs to another provider than \(provider.arnText)", failedChecks: [check])
        case .expired(let end):
            let check = providerCheck(
                "metadata of \(provider.arnText) that is valid", "valid until \(Timestamp(roundingDown: end).iso8601)",
                "Update the metadata of the SAML provider")
            throw .signatureInvalid("the metadata of \(provider.arnText) has expired", failedChecks: [check])
        }
    }

    private static func providerCheck(_ expected: String, _ actual: String, _ hint: String) -> Check {
        Check(
            name: "provider.trust", status: .failed, expected: expected, actual: actual.cut(to: 300),
            reference: "SAML Metadata 2.0, 2.3.2 and 2.4.1.1", hint: hint)
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
        throw .notAuthorized("\(role.arnText) and \(provider.arnText) belong to different accounts")
    }

    /// Whether the trust policy allows what the claims need.
    func checkTrust(_ call: CallContext, at instant: Date) throws(STSError) {
        try TrustQuestion(
            role: role, provider: provider, claims: claims, subject: subject, call: call, instant: instant
        ).ask()
    }
}
