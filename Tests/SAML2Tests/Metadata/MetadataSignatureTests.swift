import FederationTesting
import Foundation
import SAML2
import Testing

/// Metadata that must be signed by a trust certificate.
@Suite struct MetadataSignatureTests {
    private static func trusting(_ providers: Result<TestIdentityProvider, any Error>...) throws
        -> MetadataDocument.Options
    {
        let keys = try providers.flatMap {
            try MetadataKey.signingKeys(inCertificateFile: Array($0.get().certificatePEM.utf8))
        }
        return MetadataDocument.Options(trustKeys: keys)
    }

    /// The federation's operator signs with a key of its own.
    private static func signed(by provider: Result<TestIdentityProvider, any Error> = Fixture.foreign) throws -> String
    {
        let xml = MetadataFixture.entity(MetadataFixture.role(try MetadataFixture.key()), attributes: " ID=\"_md\"")
        let text = String(decoding: try provider.get().signedMetadata(xml), as: UTF8.self)
        // Without the XML declaration, so that it can be wrapped.
        return String(text[try #require(text.firstRange(of: "<md:")).lowerBound...])
    }

    @Test func acceptsGoodSignature() throws {
        #expect(
            try MetadataFixture.parse(Self.signed(), options: Self.trusting(Fixture.foreign)).identityProviders.count
                == 1)
        #expect(
            try MetadataFixture.parse(
                Self.signed(by: Fixture.p256), options: Self.trusting(Fixture.foreign, Fixture.p256)
            ).identityProviders.count == 1)
    }

    @Test func acceptsSignedAggregate() throws {
        let xml = MetadataFixture.entities(
            MetadataFixture.entity(MetadataFixture.role(try MetadataFixture.key())), attributes: " ID=\"_all\"")
        let signed = try Fixture.p384.get().signedMetadata(xml)
        #expect(MetadataFixture.refusal(signed, options: try Self.trusting(Fixture.p384)) == nil)
        #expect(MetadataFixture.refusal(signed, options: try Self.trusting(Fixture.p256))?.code == .signature)
    }

    @Test func refusesOtherKeys() throws {
        // Also the IdP's own key, which the document lists, is not the operator's.
        for provider in [Fixture.rsa, Fixture.p256] {
            #expect(
                MetadataFixture.refusal(Array(try Self.signed().utf8), options: try Self.trusting(provider))?.code
                    == .signature)
        }
        #expect(
            MetadataFixture.refusal(
                Array(try Self.signed(by: Fixture.rsa).utf8), options: try Self.trusting(Fixture.foreign))?.code
                == .signature)
    }

    @Test(arguments: [
        ("entityID=\"https://idp", "entityID=\"https://evil"), ("_md", "_mx"), ("use=\"signing\"", ""),
        ("<md:IDPSSODescriptor ", "<md:IDPSSODescriptor validUntil=\"2099-01-01T00:00:00Z\" "),
        ("</md:IDPSSODescriptor>", "<x/></md:IDPSSODescriptor>"),
    ])
    func refusesChangedDocument(old: String, new: String) throws {
        let text = try Self.signed().replacingFirst(old, with: new)
        #expect(
            MetadataFixture.refusal(Array(text.utf8), options: try Self.trusting(Fixture.foreign))?.code == .signature)
        #expect(
            MetadataFixture.refusal(Array(text.utf8)) == nil,
            "without a trust certificate the signature is not looked at")
    }

    @Test func refusesMissingAndMovedSignature() throws {
        let text = try Self.signed()
        let signature = text.element("ds:Signature")
        let options = try Self.trusting(Fixture.foreign)
        let evil = MetadataFixture.entity(
            "https://evil.example.org", MetadataFixture.role(try MetadataFixture.key(Fixture.p256)))
        let documents = [
            text.replacingFirst(signature, with: ""), text.replacingFirst(signature, with: signature + signature),
            MetadataFixture.entities(text), MetadataFixture.entities(text + evil),
            MetadataFixture.entities(signature + text.replacingFirst(signature, with: "") + evil),
            text.replacingFirst(signature, with: "").replacingFirst(
                "</md:IDPSSODescriptor>", with: signature + "</md:IDPSSODescriptor>"),
        ]
        for document in documents {
            #expect(MetadataFixture.refusal(Array(document.utf8), options: options)?.code == .signature)
        }
    }

    /// The first one is good and covers the second, which nobody vouches for.
    @Test func refusesASecondSignatureThatTheFirstCovers() throws {
        let second = try Self.signed(by: Fixture.p256).element("ds:Signature")
        let role = MetadataFixture.role(try MetadataFixture.key())
        let options = try Self.trusting(Fixture.foreign)
        for (more, code) in [("", nil), (second, MetadataError.Code.signature)] {
            let xml = MetadataFixture.entity(role + more, attributes: " ID=\"_md\"")
            #expect(
                MetadataFixture.refusal(try Fixture.foreign.get().signedMetadata(xml), options: options)?.code == code)
        }
    }
}
