import FederationTesting
import Foundation
import SAML2

/// Pieces of metadata documents.
enum MetadataFixture {
    static let namespaces =
        "xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\""
    static let saml2 = "urn:oasis:names:tc:SAML:2.0:protocol"

    static func certificate(_ provider: Result<TestIdentityProvider, any Error> = Fixture.rsa) throws -> String {
        try provider.get().certificatePEM.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
    }

    static func key(_ provider: Result<TestIdentityProvider, any Error> = Fixture.rsa, use: String = " use=\"signing\"")
        throws -> String
    {
        keyDescriptor(try certificate(provider), use: use)
    }

    static func keyDescriptor(_ base64: String, use: String = " use=\"signing\"") -> String {
        "<md:KeyDescriptor\(use)><ds:KeyInfo><ds:X509Data><ds:X509Certificate>\(base64)</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
    }

    static func role(_ contents: String, protocols: String = saml2) -> String {
        "<md:IDPSSODescriptor protocolSupportEnumeration=\"\(protocols)\">\(contents)</md:IDPSSODescriptor>"
    }

    static func entity(_ contents: String, attributes: String = "") -> String {
        entity(Fixture.entityID, contents, attributes: attributes)
    }

    static func entity(_ id: String, _ contents: String, attributes: String = "") -> String {
        "<md:EntityDescriptor \(namespaces) entityID=\"\(id)\"\(attributes)>\(contents)</md:EntityDescriptor>"
    }

    static func entities(_ contents: String, attributes: String = "") -> String {
        "<md:EntitiesDescriptor \(namespaces)\(attributes)>\(contents)</md:EntitiesDescriptor>"
    }

    static func parse(_ xml: String, options: MetadataDocument.Options = .init()) throws -> IdentityProviderMetadata {
        try IdentityProviderMetadata(parsing: Array(xml.utf8), options: options, at: Fixture.instant)
    }

    /// The code of the refusal, nil when the document is taken.
    static func refusal(
        _ bytes: [UInt8], options: MetadataDocument.Options = .init(), at instant: Date = Fixture.instant
    ) -> MetadataError? {
        do throws(MetadataError) {
            _ = try IdentityProviderMetadata(parsing: bytes, options: options, at: instant)
            return nil
        } catch {
            return error
        }
    }
}
