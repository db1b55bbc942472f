public import Accounts
import Claims
import IAMPolicy
import SAML2

extension SecurityTokenService {
    /// The provider of the store with this ARN.
    ///
    /// Throws `STSError` when the store fails.
    public func registeredProvider(arn: String) async throws(STSError) -> SAMLProvider? {
        try await entities.registeredProvider(arn: arn)
    }

    /// The providers of the store that may vouch for a response, by what it says itself.
    ///
    /// Those that know its issuer and that its Role attribute names; when that is encrypted, a few of each account.
    /// Nobody has verified any of it, so that the number is bounded.
    ///
    /// Throws `STSError` when the store fails.
    func registeredProviders(for hints: ResponseHints) async throws(STSError) -> [SAMLProvider] {
        var known: [EntityDirectory.ProviderOfIssuer] = []
        // One provider may know several of the issuers.
        var seen: Set<ARN> = []
        for issuer in hints.issuers {
            known += try await entities.providers(ofIssuer: issuer).filter { seen.insert($0.arn).inserted }
        }
        let arns = hints.isEncrypted ? Self.fewOfEachAccount(known) : named(by: hints, among: known)
        var providers: [SAMLProvider] = []
        for arn in arns {
            if let provider = try await entities.registeredProvider(arn: arn.description) { providers.append(provider) }
        }
        return providers
    }

    /// Each provider may have keys of its own, and to try a key is dear: no account can crowd out another, and all of
    /// them together cannot keep the server busy.
    private static func fewOfEachAccount(_ known: [EntityDirectory.ProviderOfIssuer]) -> [ARN] {
        var counts: [AccountID: Int] = [:]
        let few = known.filter { provider in
            counts[provider.account, default: 0] += 1
            return counts[provider.account, default: 0] <= 2
        }
        return few.prefix(32).map(\.arn)
    }

    private func named(by hints: ResponseHints, among known: [EntityDirectory.ProviderOfIssuer]) -> [ARN] {
        let values = options.partition.attributePrefixes.flatMap { hints.attributeValues[$0 + "Role"] ?? [] }
        let named = Set(values.prefix(1_024).compactMap { (try? RoleClaim(attributeValue: $0))?.providerARN })
        return Array(known.map(\.arn).filter { named.contains($0.description) }.prefix(256))
    }
}
