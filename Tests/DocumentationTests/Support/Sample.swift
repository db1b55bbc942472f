import Federation
import FederationTesting
import Foundation
import SAML2

/// A response that is signed and good, and what its broker knows.
struct Sample {
    static let now = Date(timeIntervalSince1970: 1_700_000_000)
    static let acs = "https://broker.example.com/saml"
    static let entityID = "https://broker.example.com/static/saml-metadata.xml"

    let metadata: [UInt8]
    /// As an identity provider's page has it posted.
    let form: String

    init() throws {
        let identityProvider = try TestIdentityProvider(at: Self.now)
        let prefix = "https://aws.amazon.com/SAML/Attributes/"
        let pair = "arn:aws:iam::123456789012:role/Operator,arn:aws:iam::123456789012:saml-provider/corp-idp"
        let template = ResponseTemplate(
            id: "1", at: Self.now, recipient: Self.acs, audience: Self.entityID,
            attributes: [
                SAMLAttribute(name: prefix + "Role", values: [pair]),
                SAMLAttribute(name: prefix + "RoleSessionName", values: ["alice"]),
            ])
        metadata = Array(identityProvider.metadata().utf8)
        form = HTTPPostBinding.encode(try identityProvider.response(template))
    }

    /// The assertion of the response.
    func assertion() throws -> ValidatedAssertion {
        let known = try IdentityProviderMetadata(parsing: metadata, at: Self.now)
        let validator = ResponseValidator(
            serviceProvider: ServiceProvider(recipients: [Self.acs], audiences: [Self.entityID]))
        return try validator.validate(
            xml: HTTPPostBinding.decode(field: form.utf8),
            trusting: TrustedIdentityProviders(known.identityProviders), at: Self.now
        ).outcome.get()
    }
}
