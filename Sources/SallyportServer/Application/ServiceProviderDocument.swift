import Federation
import SAML2

extension ServerConfiguration {
    /// Our metadata, for IdPs to read at `/static/saml-metadata.xml`.
    var serviceProviderMetadata: ServiceProviderMetadata {
        let prefix = partition.attributePrefixes.first ?? ""
        return ServiceProviderMetadata(
            entityID: entityID, assertionConsumerServices: [assertionConsumerService],
            nameIDFormats: [
                "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
                "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress", "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
            ],
            requestedAttributes: [
                (prefix + "Role", "Role", true), (prefix + "RoleSessionName", "RoleSessionName", true),
                (prefix + "SessionDuration", "SessionDuration", false), (prefix + "SourceIdentity", "SourceIdentity", false),
            ],
            serviceName: "Sallyport")
    }
}
