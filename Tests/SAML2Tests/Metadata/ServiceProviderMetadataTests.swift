import FederationTesting
import Foundation
import SAML2
import Testing

/// Our own metadata, read back with our own reader.
@Suite struct ServiceProviderMetadataTests {
    private static func metadata() throws -> ServiceProviderMetadata {
        ServiceProviderMetadata(
            entityID: "https://sp.example.org/?a=1&b=\"<2>\"",
            assertionConsumerServices: ["https://sp.example.org/saml?x=1&y", "https://b.example.org/"],
            nameIDFormats: ["urn:format:<a>"],
            requestedAttributes: [
                ("https://aws.amazon.com/SAML/Attributes/Role", "Role & more", true), ("urn:b", "b", false),
            ],
            serviceName: "Sallyport <&> friends",
            encryptionCertificates: [
                try HTTPPostBinding.decode(field: MetadataFixture.certificate(Fixture.decryption).utf8)
            ],
            validUntil: Fixture.instant)
    }

    @Test func isMetadataOfAServiceProvider() throws {
        let xml = try Self.metadata().xml()
        let document = try MetadataDocument(parsing: Array(xml.utf8))
        let entity = try #require(document.entities.first)
        #expect(document.entities.count == 1 && entity.entityID == "https://sp.example.org/?a=1&b=\"<2>\"")
        #expect(
            entity.roles == ["SPSSODescriptor"] && entity.identityProvider == nil
                && entity.validUntil == Fixture.instant)
        #expect(xml.contains("Location=\"https://sp.example.org/saml?x=1&amp;y\" index=\"0\" isDefault=\"true\""))
        #expect(xml.contains("WantAssertionsSigned=\"true\"") && xml.contains("isRequired=\"false\""))
        #expect(MetadataFixture.refusal(Array(xml.utf8))?.code == .noIdentityProvider)
    }

    @Test func leavesOutWhatThereIsNot() throws {
        let xml = ServiceProviderMetadata(
            entityID: "urn:sp", assertionConsumerServices: ["https://sp.example.org/saml"], serviceName: "s"
        ).xml()
        #expect(try MetadataDocument(parsing: Array(xml.utf8)).entities.count == 1)
        for name in ["KeyDescriptor", "NameIDFormat", "AttributeConsumingService", "validUntil"] {
            #expect(!xml.contains(name))
        }
    }
}
