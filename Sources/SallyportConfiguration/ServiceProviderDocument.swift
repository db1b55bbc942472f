import Accounts
package import Foundation
import SAML2
import Synchronization

extension BrokerConfiguration {
    /// Our metadata, for IdPs to read at `/static/saml-metadata.xml`; signed when there is a key for it.
    ///
    /// - Throws: `BrokerConfigurationError` when it can't be signed.
    func serviceProviderDocument(at instant: Date) throws(BrokerConfigurationError) -> String {
        var metadata = serviceProviderMetadata
        let end = instant.addingTimeInterval(Double(serviceProvider.metadataValidDays) * 86_400)
        metadata.validUntil = Date(timeIntervalSince1970: end.timeIntervalSince1970.rounded(.down))
        guard let metadataSigningKey else { return metadata.xml() }
        do throws(KeyError) {
            return try metadata.xml(signedWith: metadataSigningKey)
        } catch {
            throw self.error("metadataSigningKey", error.reason)
        }
    }

    private var serviceProviderMetadata: ServiceProviderMetadata {
        let prefix = partition.attributePrefixes.first ?? ""
        var metadata = ServiceProviderMetadata(
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
        metadata.signingCertificates = serviceProvider.signingKey.map { [$0.certificateDER] } ?? []
        metadata.singleLogoutService = serviceProvider.signingKey.map { _ in singleLogoutService }
        metadata.cacheHours = serviceProvider.metadataCacheHours
        metadata.organization = serviceProvider.organization
        metadata.contacts = serviceProvider.contacts
        return metadata
    }

    /// Certificates that IdPs can encrypt for, each key once.
    private var encryptionCertificates: [[UInt8]] {
        var certificates: [[UInt8]] = []
        for provider in directory.providers {
            for key in provider.rules.decryptionKeys {
                guard let certificate = try? key.certificate(commonName: "Sallyport"),
                    !certificates.contains(certificate)
                else { continue }
                certificates.append(certificate)
            }
        }
        return certificates
    }
}

/// Our metadata as it is served: made anew after an hour, so that its end stays ahead of whoever reads it.
package final class ServiceProviderDocument: Sendable {
    private static let lifetime: TimeInterval = 3_600

    private let configuration: BrokerConfiguration
    private let current: Mutex<(text: String, made: Date)>

    /// - Throws: `BrokerConfigurationError` when it can't be signed.
    package init(_ configuration: BrokerConfiguration, at instant: Date) throws(BrokerConfigurationError) {
        self.configuration = configuration
        current = Mutex((try configuration.serviceProviderDocument(at: instant), instant))
    }

    /// The document; the one before, should it not be possible to sign a new one.
    package func text(at instant: Date) -> String {
        current.withLock { current in
            if abs(instant.timeIntervalSince(current.made)) >= Self.lifetime,
                let text = try? configuration.serviceProviderDocument(at: instant)
            {
                current = (text, instant)
            }
            return current.text
        }
    }
}
