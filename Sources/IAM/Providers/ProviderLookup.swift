import AWSQuery
import Accounts
import IAMPolicy

extension OperationContext {
    /// The SAML provider whose ARN is in `SAMLProviderArn`.
    ///
    /// Throws `InvalidInput` for an ARN of something else, `NoSuchEntity` for one of another account as well.
    func samlProvider() throws(QueryFault) -> Entity<SAMLProviderRecord> {
        let text = parameters["SAMLProviderArn"]
        let prefix = "saml-provider/"
        guard let arn = ARN(text), arn.service == "iam", arn.resource.hasPrefix(prefix) else {
            throw .invalidInput("Invalid SAML provider ARN: \(text.prefix(256))")
        }
        let name = String(arn.resource.dropFirst(prefix.count))
        guard let provider = try entities.find(SAMLProviderRecord.self, name), provider.arn(in: partition) == text
        else { throw .noSuchEntity(.samlProvider, text) }
        return provider
    }

    /// The same for a change.
    ///
    /// Throws `UnmodifiableEntity` for a provider of the configuration.
    func modifiableProvider() throws(QueryFault) -> Entity<SAMLProviderRecord> {
        let provider = try samlProvider()
        try entities.checkNotConfigured(provider.uniqueID)
        return provider
    }
}
