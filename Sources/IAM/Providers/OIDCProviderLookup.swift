import AWSQuery
import Accounts
import IAMPolicy

extension OperationContext {
    /// The OpenID Connect provider whose ARN is in `OpenIDConnectProviderArn`; nil when it is not there.
    ///
    /// Throws `InvalidInput` for an ARN of something else.
    func oidcProviderIfPresent() async throws -> Entity<OIDCProviderRecord>? {
        let text = parameters[.openIDConnectProviderARN]
        guard let arn = ARN(text), arn.isIAMResource(ofType: EntityKind.oidcProvider.resourceType) else {
            throw QueryFault.invalidInput("Invalid OpenIDConnect provider ARN: \(text.prefix(256))")
        }
        let provider = try await find(OIDCProviderRecord.self, arn.name(of: .oidcProvider))
        return provider.flatMap { $0.arn(in: partition) == arn ? $0 : nil }
    }

    /// The OpenID Connect provider whose ARN is in `OpenIDConnectProviderArn`.
    ///
    /// Throws `NoSuchEntity` for one of another account as well.
    func oidcProvider() async throws -> Entity<OIDCProviderRecord> {
        guard let provider = try await oidcProviderIfPresent() else {
            throw QueryFault.noSuchEntity(.oidcProvider, parameters[.openIDConnectProviderARN])
        }
        return provider
    }

    /// The same for a change.
    ///
    /// Throws `UnmodifiableEntity` for a provider of the configuration.
    func modifiableOIDCProvider() async throws -> Entity<OIDCProviderRecord> {
        let provider = try await oidcProvider()
        try entities.checkNotConfigured(provider.uniqueID)
        return provider
    }
}
