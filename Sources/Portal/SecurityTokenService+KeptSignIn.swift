import Accounts
import Audit
import Claims
import Encodings
package import Foundation
import IAMPolicy
import SAML2
package import STS
package import Sessions

extension SecurityTokenService {
    /// The roles that a sign-in gives as things are now, each once, in the order of the assertion; those that their trust policy or a
    /// revocation refuses say so.
    ///
    /// Nothing is used up and nothing is recorded. Throws `ServiceUnavailable` when the store fails.
    package func offers(
        of signIn: KeptSignIn, call: CallContext, at instant: Date
    ) async throws(STSError) -> [RoleOffer] {
        let call = Call(context: call, instant: instant)
        let revocations = try await revocations()
        var offers: [RoleOffer] = []
        for assumption in try await assumptions(signIn, call) {
            let (role, claims) = (assumption.role, assumption.claims)
            var refusal: STSError?
            var seconds = 0
            do throws(STSError) {
                try assumption.question(call).ask()
                try assumption.checkNotRevoked(revocations, since: signIn.issuedAt)
                seconds = try DurationRule.console(
                    sessionDuration: claims.sessionDuration, sessionNotOnOrAfter: claims.assertion.sessionNotOnOrAfter,
                    at: instant)
            } catch {
                refusal = error
            }
            offers.append(
                RoleOffer(
                    roleARN: role.arn, providerARN: assumption.provider.arn, roleName: role.name, details: role.details,
                    account: try await named(role.account), sessionSeconds: seconds, refusal: refusal))
        }
        return offers
    }

    /// The same of a response that was posted just now.
    package func offers(
        of signIn: SAMLSignIn, call: CallContext, at instant: Date
    ) async throws(STSError) -> [RoleOffer] {
        let shown = KeptSignIn(
            assertion: signIn.assertion, providers: signIn.providers, id: "", issuedAt: Timestamp(roundingDown: instant)
        )
        return try await offers(of: shown, call: call, at: instant)
    }

    /// Gives a role to the subject of a sign-in that was kept: temporary credentials, recorded before they are returned.
    ///
    /// With several providers for the role the first counts. Throws `STSError` with AWS's code and text, which is recorded as well.
    ///
    /// - Parameter durationSeconds: that the credentials shall live; 3,600 when nil.
    package func assumeRole(
        _ roleARN: String, of signIn: KeptSignIn, durationSeconds: Int? = nil, call: CallContext, at instant: Date
    ) async throws(STSError) -> AssumeRoleWithSAMLResult {
        let known = try await assumptions(signIn, for: roleARN, Call(context: call, instant: instant)).first?.provider
        let (granted, proof) = try await give(
            for: KeptSignInProof(
                signIn, roleARN: roleARN, principalARN: known?.arn.description ?? signIn.anyProvider,
                durationSeconds: durationSeconds, fallback: options.partition),
            call: call, at: instant)
        guard let assumption = proof.assumption else { throw .unavailable("credentials without an assertion") }
        return try AssumeRoleWithSAMLResult(granted, assumption, at: instant)
    }

    /// Whether a sign-in that was kept still counts: it, its subject, and what was said of that, are not revoked.
    ///
    /// Throws `AccessDenied` when one of them is, `ServiceUnavailable` when the store fails.
    package func checkNotRevoked(_ signIn: KeptSignIn, at instant: Date) async throws(STSError) {
        let revocations = try await revocations()
        guard revocations.count > 0 else { return }
        try signIn.checkNotRevoked(revocations)
        let call = Call(context: CallContext(requestID: signIn.id), instant: instant)
        for assumption in try await assumptions(signIn, call) {
            try assumption.checkUserNotRevoked(revocations, since: signIn.issuedAt)
        }
    }

    /// What the sign-in would give, one for each role: pairs whose role or provider is gone, or whose provider does not vouch any more,
    /// are left out.
    private func assumptions(
        _ signIn: KeptSignIn, for roleARN: String? = nil, _ call: Call
    ) async throws(STSError) -> [Assumption] {
        var assumptions: [Assumption] = []
        var seen: Set<String> = []
        for (pair, claims) in grants(of: signIn, at: call.instant) where !seen.contains(pair.roleARN) {
            if let roleARN, !pair.roleARN.utf8.elementsEqual(roleARN.utf8) { continue }
            do {
                assumptions.append(try await assumption(pair, claims, among: signIn.providers, call))
                seen.insert(pair.roleARN)
            } catch {
                if error.code == .serviceUnavailable { throw error }
            }
        }
        return assumptions
    }

    /// None when claim rules that made them are gone.
    private func grants(of signIn: KeptSignIn, at instant: Date) -> [(pair: RoleClaim, claims: RoleClaims)] {
        let grants = try? SignInGrants(
            signIn.assertion, partition: options.partition,
            mapping: entities.configured.mappingProviders(
                vouchingFor: signIn.assertion, among: signIn.providers, at: instant))
        return grants?.grants ?? []
    }
}

extension KeptSignIn {
    /// The provider that the refusal of a role names which the assertion does not give.
    fileprivate var anyProvider: String { providers?.min() ?? "" }
}
