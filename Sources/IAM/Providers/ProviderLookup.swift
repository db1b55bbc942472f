import AWSQuery
import Accounts
import IAMPolicy

extension OperationContext {
    /// The SAML provider whose ARN is in `SAMLProviderArn`.
    ///
    /// Throws `InvalidInput` for an ARN of something else, `NoSuchEntity` for one of another account as well.
    func samlProvider() async throws -> Entity<SAMLProviderRecord> {
        let text = parameters[.samlProviderARN]
        guard let arn = ARN(text), arn.isIAMResource(ofType: "saml-provider") else {
            throw QueryFault.invalidInput("Invalid SAML provider ARN: \(text.prefix(256))")
        }
        guard let provider = try await find(SAMLProviderRecord.self, arn.resourceName),
            provider.arn(in: partition) == arn
        else { throw QueryFault.noSuchEntity(.samlProvider, text) }
        return provider
    }

    /// The same for a change.
    ///
    /// Throws `UnmodifiableEntity` for a provider of the configuration.
    func modifiableProvider() async throws -> Entity<SAMLProviderRecord> {
        let provider = try await samlProvider()
        try entities.checkNotConfigured(provider.uniqueID)
        return provider
    }
}
