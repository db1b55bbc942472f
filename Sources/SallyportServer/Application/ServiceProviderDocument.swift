import Federation
import SAML2

extension ServerConfiguration {
    /// Our metadata, for IdPs to read at `/static/saml-metadata.xml`; signed when there is a key for it.
    ///
    /// - Throws: `ServerConfigurationError` when it can't be signed.
    func serviceProviderDocument() throws(ServerConfigurationError) -> String {
        guard let metadataSigningKey else { return serviceProviderMetadata.xml() }
        do throws(KeyError) {
            return try serviceProviderMetadata.xml(signedWith: metadataSigningKey)
        } catch {
            throw ServerConfigurationError(source: file, key: "metadataSigningKey", reason: error.reason)
        }
    }

    private var serviceProviderMetadata: ServiceProviderMetadata {
        let prefix = partition.attributePrefixes.first ?? ""
        return ServiceProviderMetadata(
            entityID: entityID, assertionConsumerServices: [assertionConsumerService],
            nameIDFormats: [
                "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
                "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
                "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
                "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
            ],
            requestedAttributes: [
                (prefix + "Role", "Role", true), (prefix + "RoleSessionName", "RoleSessionName", true),
                (prefix + "SessionDuration", "SessionDuration", false),
                (prefix + "SourceIdentity", "SourceIdentity", false),
            ],
            serviceName: "Sallyport", encryptionCertificates: encryptionCertificates)
    }

    /// Certificates that IdPs can encrypt for, each key once.
    private var encryptionCertificates: [[UInt8]] {
        var certificates: [[UInt8]] = []
        for provider in directory.providers {
            for key in providerOptions[provider.arnText]?.decryptionKeys ?? [] {
                guard let certificate = try? key.certificate(commonName: "Sallyport"),
                    !certificates.contains(certificate)
                else { continue }
                certificates.append(certificate)
            }
        }
        return certificates
    }
}
