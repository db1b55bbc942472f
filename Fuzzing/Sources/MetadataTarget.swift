import FederationTesting
import Foundation
import SAML2
import XMLSecurity

extension FuzzTarget {
    private static func federation(_ metadata: String) -> String {
        let body = metadata.drop { $0 != "\n" }
        return """
            <md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" ID="_all" cacheDuration="PT1H" \
            validUntil="2030-01-01T00:00:00Z">\(body)</md:EntitiesDescriptor>
            """
    }

    /// Metadata: what is accepted names an IdP, keeps the limits, and is verified when a signature is asked for.
    static let metadata = FuzzTarget(name: "metadata", dictionary: "saml") {
        let provider = try World.identityProvider()
        let other = try TestIdentityProvider(
            entityID: "https://other.example.org", singleSignOnURL: "https://other.example.org/sso",
            privateKeyPEM: Array(KnownKeys.rsa.utf8), at: World.instant)
        let plain = provider.metadata()
        let rollover = provider.metadata(
            validUntil: World.instant.addingTimeInterval(86_400), alsoKeysOf: [other], use: nil)
        return [
            Array(plain.utf8), Array(rollover.utf8), Array(federation(rollover).utf8),
            try provider.signedMetadata(federation(plain)),
        ]
    } prepare: {
        let provider = try World.identityProvider()
        let keys = try provider.identityProviderMetadata(at: World.instant).identityProviders.flatMap(\.signingKeys)
        let signed = MetadataDocument.Options(stripsByteOrderMark: true, trustKeys: keys)
        return { bytes in
            if let document = try? MetadataDocument(parsing: bytes),
                let metadata = try? IdentityProviderMetadata(document, at: World.instant)
            {
                hold(!metadata.identityProviders.isEmpty, "no IdP")
                for identityProvider in metadata.identityProviders {
                    hold(!identityProvider.signingKeys.isEmpty, "an IdP without a key")
                    hold(!identityProvider.entityID.isEmpty, "an IdP without a name")
                }
                if let end = metadata.validUntil { hold(end > World.instant, "metadata that has ended") }
            }
            if let document = try? MetadataDocument(parsing: bytes, options: signed) {
                hold(document.isSigned, "no signature, and one was asked for")
                hold(document.entities.map(\.entityID) == [World.entityID], "other entities than were signed")
            }
        }
    }
}
