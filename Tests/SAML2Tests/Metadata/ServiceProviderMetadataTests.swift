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

    @Test func saysWhoRunsItAndForHowLong() throws {
        var metadata = try Self.metadata()
        metadata.cacheHours = 24
        metadata.organization = .init(name: "Ex <ample>", displayName: "Example & Co", url: "https://example.org/?a&b")
        metadata.contacts = [
            .init(kind: .technical, company: "Example", givenName: "Al", surName: "O'<b>", email: "saml@example.org"),
            .init(kind: .support, telephone: "+1 555 0100"),
        ]
        let xml = metadata.xml()
        let entity = try #require(try MetadataDocument(parsing: Array(xml.utf8)).entities.first)
        #expect(entity.organization == "Example & Co" && entity.validUntil == Fixture.instant)
        #expect(xml.contains("cacheDuration=\"PT24H\"") && xml.contains("<md:EmailAddress>mailto:saml@example.org<"))
        #expect(xml.contains("contactType=\"support\">\n    <md:TelephoneNumber>+1 555 0100<"))
        // The schema wants them in this order.
        let order = [
            "</md:SPSSODescriptor>", "<md:Organization>", "contactType=\"technical\"", "contactType=\"support\"",
        ]
        let places = order.compactMap { xml.firstRange(of: $0)?.lowerBound }
        #expect(places.count == 4 && places == places.sorted())
    }

    @Test func namesTheKeyOfRequestsAndWhereLogoutGoes() throws {
        var metadata = try Self.metadata()
        metadata.signingCertificates = metadata.encryptionCertificates
        metadata.singleLogoutService = "https://sp.example.org/logout?a=1&b"
        let xml = metadata.xml()
        #expect(try MetadataDocument(parsing: Array(xml.utf8)).entities.count == 1)
        #expect(xml.contains("AuthnRequestsSigned=\"true\" WantAssertionsSigned=\"true\""))
        #expect(xml.contains("Location=\"https://sp.example.org/logout?a=1&amp;b\""))
        // The schema wants them in this order.
        let order = [
            "use=\"signing\"", "use=\"encryption\"",
            "SingleLogoutService Binding=\"\(MessageBinding.redirect.rawValue)\"",
            "SingleLogoutService Binding=\"\(MessageBinding.post.rawValue)\"", "<md:NameIDFormat>",
            "<md:AssertionConsumerService ",
        ]
        let places = order.compactMap { xml.firstRange(of: $0)?.lowerBound }
        #expect(places.count == 6 && places == places.sorted())
    }

    @Test func leavesOutWhatThereIsNot() throws {
        let xml = ServiceProviderMetadata(
            entityID: "urn:sp", assertionConsumerServices: ["https://sp.example.org/saml"], serviceName: "s"
        ).xml()
        #expect(try MetadataDocument(parsing: Array(xml.utf8)).entities.count == 1)
        for name in [
            "KeyDescriptor", "NameIDFormat", "AttributeConsumingService", "validUntil", "cacheDuration",
            "Organization", "ContactPerson", "AuthnRequestsSigned", "SingleLogoutService",
        ] {
            #expect(!xml.contains(name))
        }
    }

    @Test(arguments: [Fixture.rsa, Fixture.p256])
    func isSignedAsAWhole(_ signer: Result<TestIdentityProvider, any Error>) throws {
        let key = try ServiceProviderKey(pem: signer.get().privateKeyPEM())
        let xml = try Self.metadata().xml(signedWith: key)
        func entities(_ xml: String, trusting other: Result<TestIdentityProvider, any Error>) throws -> Int {
            let keys = try MetadataKey.signingKeys(inCertificateFile: Array(other.get().certificatePEM.utf8))
            let options = MetadataDocument.Options(trustKeys: keys)
            return try MetadataDocument(parsing: Array(xml.utf8), options: options).entities.count
        }
        #expect(try entities(xml, trusting: signer) == 1)
        #expect(throws: MetadataError.self) { try entities(xml, trusting: Fixture.foreign) }
        #expect(throws: MetadataError.self) {
            try entities(xml.replacing("https://b.example.org/", with: "https://c.example.org/"), trusting: signer)
        }
        #expect(throws: MetadataError.self) { try entities(Self.metadata().xml(), trusting: signer) }
        #expect(!"\(key)".contains("PRIVATE"))
    }

    @Test func whatIsNoKeyIsRefusedWithoutQuotingIt() {
        #expect {
            try ServiceProviderKey(pem: Array("s3cr3t".utf8))
        } throws: {
            !"\($0)".contains("s3cr3t")
        }
    }
}
