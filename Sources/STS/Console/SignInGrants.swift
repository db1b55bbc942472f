package import Accounts
package import Claims
import IAMPolicy
package import SAML2

/// The pairs of role and provider that an assertion grants, by itself and by rules, each with the claims that hold for it.
package struct SignInGrants {
    /// The pairs whose claims are well formed.
    package private(set) var grants: [(pair: RoleClaim, claims: RoleClaims)] = []
    /// Why the others are not offered.
    private(set) var refusals: [STSError] = []

    /// Reads what `assertion` grants; `mapping` are the providers with rules that vouch for it.
    ///
    /// Throws `STSError` when nothing is left.
    package init(_ assertion: ValidatedAssertion, partition: Partition, mapping: [SAMLProvider]) throws(STSError) {
        let arns = Set(mapping.map(\.arn.description))
        var failure: STSError?
        do {
            let claims = try RoleClaims(assertion, partition: partition)
            grants = claims.roles.filter { !arns.contains($0.providerARN) }.map { ($0, claims) }
        } catch {
            // Rules may make what is missing.
            if mapping.isEmpty { throw error }
            failure = error
        }
        for provider in mapping { addGrants(of: provider, assertion) }
        guard grants.isEmpty, let refusal = refusals.first ?? failure else { return }
        throw refusal
    }

    /// Claims are read once, and completed once for all roles of which no rule says more.
    private mutating func addGrants(of provider: SAMLProvider, _ assertion: ValidatedAssertion) {
        guard let mapped = MappedClaims(assertion.attributes, subject: assertion.subject, provider: provider)
        else { return }
        let read = AttributeClaims(reading: assertion.attributes, partition: provider.account.partition)
        let general = read.completed(by: mapped)
        let shared: Result<RoleClaims, STSError> = Result { () throws(STSError) in try RoleClaims(assertion, general) }
        let arn = provider.arn.description
        for pair in general.roles where pair.providerARN == arn {
            do throws(STSError) {
                let claims =
                    mapped.isSpecial(pair.roleARN)
                    ? try RoleClaims(assertion, read.completed(by: mapped, for: pair.roleARN)) : try shared.get()
                grants.append((pair, claims))
            } catch {
                refusals.append(error)
            }
        }
        if general.roles.isEmpty, case .failure(let error) = shared { refusals.append(error) }
    }
}
