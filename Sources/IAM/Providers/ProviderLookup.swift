import AWSQuery
import Accounts
import IAMPolicy

extension OperationContext {
    /// The SAML provider whose ARN is in `SAMLProviderArn`.
    ///
    /// Throws `InvalidInput` for an ARN of something else, `NoSuchEntity` for one of another account as well.
    func samlProvider() async throws -> Entity<SAMLProviderRecord> {
        let text = parameters[.samlProviderARN]
        let prefix = "saml-provider/"
        guard let arn = ARN(text), arn.service == "iam", arn.resource.hasPrefix(prefix) else {
            throw QueryFault.invalidInput("Invalid SAML provider ARN: \(text.prefix(256))")
        }
        let name = String(arn.resource.dropFirst(prefix.count))
        guard let provider = try await find(SAMLProviderRecord.self, name), provider.arn(in: partition) == text
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
