package import WebIdentity

/// Where the keys of OpenID Connect providers come from.
package protocol ProviderKeySource: Sendable {
    /// The keys of a provider, or why there are none now; `keyID` is the `kid` that a token names.
    func keys(of provider: OIDCProvider, naming keyID: String?) async -> Result<JSONWebKeySet, WebIdentityError>
}

/// The keys that were given with a provider, and no others.
package struct GivenProviderKeys: ProviderKeySource {
    package init() {}

    package func keys(
        of provider: OIDCProvider, naming keyID: String?
    ) async -> Result<JSONWebKeySet, WebIdentityError> {
        guard let keys = provider.keys else {
            return .failure(WebIdentityError("no keys were given for \(provider.arn), and none are fetched"))
        }
        return .success(keys)
    }
}
