import FederationTesting
import Foundation
import SAML2
import Testing

/// What is read from metadata of many makes.
@Suite struct MetadataReadingTests {
    @Test func readsAnIdentityProvider() throws {
        let xml = MetadataFixture.entity(
            """
            <md:IDPSSODescriptor WantAuthnRequestsSigned="true" protocolSupportEnumeration="urn:other \(MetadataFixture.saml2)">
            \(try MetadataFixture.key(use: ""))\(try MetadataFixture.key(Fixture.p256))
            <md:NameIDFormat> urn:format:a
            </md:NameIDFormat>
            <md:SingleSignOnService Binding="urn:b" Location="https://idp.example.org/a?b=1&amp;c=2"/>
            <md:SingleSignOnService Binding="urn:c" Location="https://idp.example.org/c"/>
            </md:IDPSSODescriptor><md:Organization><md:OrganizationDisplayName xml:lang="en">Example</md:OrganizationDisplayName></md:Organization>
            """, attributes: " cacheDuration=\"PT6H\"")
        let document = try MetadataDocument(parsing: Array(xml.utf8))
        #expect(document.entities.map(\.organization) == ["Example"])
        #expect(document.cacheDuration == 21_600 && !document.isSigned)
        let provider = try #require(try MetadataFixture.parse(xml).identityProviders.first)
        #expect(provider.entityID == Fixture.entityID && provider.wantAuthnRequestsSigned)
        #expect(
            provider.signingKeys.map(\.algorithm) == ["RSA", "EC"] && provider.signingKeys.map(\.bits) == [2048, 256])
        #expect(provider.signingKeys.map(\.use) == [.both, .signing])
        #expect(provider.encryptionKeys.map(\.fingerprint) == provider.signingKeys.prefix(1).map(\.fingerprint))
        #expect(
            provider.singleSignOnServices.map(\.location) == [
                "https://idp.example.org/a?b=1&c=2", "https://idp.example.org/c",
            ])
        #expect(provider.nameIDFormats == ["urn:format:a"] && provider.unusableKeys.isEmpty)
        let key = try #require(provider.signingKeys.first)
        #expect(key.fingerprint.count == 64 && key.certificateFingerprint != key.fingerprint)
        #expect(
            key.subject == "CN=development identity provider" && key.notBefore < Fixture.instant
                && key.notAfter > Fixture.instant)
    }

    /// As ADFS and Entra write it: WS-Federation roles first, an SP role, certificates for both uses, everything signed.
    @Test func skipsOtherRoles() throws {
        let roles = """
            <RoleDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
            xmlns:fed="http://docs.oasis-open.org/wsfed/federation/200706" xsi:type="fed:SecurityTokenServiceType" \
            protocolSupportEnumeration="http://docs.oasis-open.org/wsfed/federation/200706">\(try MetadataFixture.key(Fixture.foreign))\
            <fed:ClaimTypesOffered><auth:ClaimType xmlns:auth="http://docs.oasis-open.org/wsfed/authorization/200706" Uri="urn:c"/>\
            </fed:ClaimTypesOffered></RoleDescriptor>
            """
        let others = """
            <md:SPSSODescriptor protocolSupportEnumeration="\(MetadataFixture.saml2)">\(try MetadataFixture.key(Fixture.foreign))</md:SPSSODescriptor>\
            <md:AttributeAuthorityDescriptor protocolSupportEnumeration="\(MetadataFixture.saml2)">\(try MetadataFixture.key(Fixture.foreign))\
            </md:AttributeAuthorityDescriptor>
            """
        let idp = MetadataFixture.role(try MetadataFixture.key(use: " use=\"encryption\"") + MetadataFixture.key())
        let xml = MetadataFixture.entity(roles + others + idp, attributes: " ID=\"_adfs\"")
        let signed = try Fixture.p256.get().signedMetadata(xml)
        let metadata = try IdentityProviderMetadata(parsing: signed, at: Fixture.instant)
        let provider = try #require(metadata.identityProviders.first)
        let document = try MetadataDocument(parsing: signed)
        #expect(document.isSigned)
        #expect(
            document.entities.first?.roles == [
                "RoleDescriptor", "SPSSODescriptor", "AttributeAuthorityDescriptor", "IDPSSODescriptor",
            ])
        #expect(provider.signingKeys.count == 1 && provider.encryptionKeys.count == 1)
        let trusted = TrustedIdentityProviders(metadata.identityProviders)
        let validator = ResponseValidator(serviceProvider: try Fixture.serviceProvider())
        let good = validator.validate(
            xml: try Fixture.rsa.get().response(Fixture.template()), trusting: trusted, at: Fixture.instant)
        #expect(good.isAccepted)
        let other = validator.validate(
            xml: try Fixture.foreign.get().response(Fixture.template()), trusting: trusted, at: Fixture.instant)
        #expect(other.fails(.signatureValid))
    }

    @Test func readsNestedEntities() throws {
        let role = MetadataFixture.role(try MetadataFixture.key())
        let inner = MetadataFixture.entities(
            MetadataFixture.entity("https://b.example.org", role, attributes: " validUntil=\"2030-01-01T00:00:00Z\""),
            attributes: " validUntil=\"2028-01-01T00:00:00Z\"")
        let xml = MetadataFixture.entities(
            MetadataFixture.entity("https://a.example.org", role) + inner
                + MetadataFixture.entity("https://sp.example.org", "<md:SPSSODescriptor/>"),
            attributes: " validUntil=\"2029-01-01T00:00:00Z\"")
        let document = try MetadataDocument(parsing: Array(xml.utf8))
        #expect(
            document.entities.map(\.entityID) == [
                "https://a.example.org", "https://b.example.org", "https://sp.example.org",
            ])
        #expect(
            document.entities.map(\.validUntil)
                == ["2029", "2028", "2029"].map { SAMLInstant.parse("\($0)-01-01T00:00:00Z") })
        let metadata = try MetadataFixture.parse(xml)
        #expect(metadata.identityProviders.map(\.entityID) == ["https://a.example.org", "https://b.example.org"])
        #expect(metadata.validUntil == SAMLInstant.parse("2028-01-01T00:00:00Z"))
    }

    @Test func readsOneKeyOnceAndWhiteSpaceAnywhere() throws {
        let base64 = try MetadataFixture.certificate()
        let broken =
            "\n      "
            + base64.enumerated().map { $0.offset % 64 == 63 ? "\($0.element)\r\n" : "\($0.element)" }.joined() + "\n"
        let xml = MetadataFixture.entity(
            MetadataFixture.role(MetadataFixture.keyDescriptor(broken) + MetadataFixture.keyDescriptor(base64)))
        #expect(try MetadataFixture.parse(xml).identityProviders.first?.signingKeys.count == 1)
    }

    @Test func saysWhichKeysCannotBeUsed() throws {
        let xml = MetadataFixture.entity(
            MetadataFixture.role(
                try MetadataFixture.key() + MetadataFixture.keyDescriptor("AAAA")
                    + MetadataFixture.key(Fixture.p256, use: " use=\"x\"")))
        let provider = try #require(try MetadataFixture.parse(xml).identityProviders.first)
        #expect(provider.signingKeys.count == 1 && provider.unusableKeys.count == 2)
    }

    @Test func severalRolesAreOneIdentityProvider() throws {
        let xml = MetadataFixture.entity(
            MetadataFixture.role(try MetadataFixture.key())
                + MetadataFixture.role(try MetadataFixture.key(Fixture.p256)))
        #expect(try MetadataFixture.parse(xml).identityProviders.map(\.signingKeys.count) == [2])
    }

    /// The certificate's dates decide nothing.
    @Test func ignoresDatesOfCertificates() throws {
        let later = Fixture.instant.addingTimeInterval(50 * 365 * 86_400)
        let metadata = try IdentityProviderMetadata(parsing: Array(Fixture.rsa.get().metadata().utf8), at: later)
        let xml = try Fixture.rsa.get().response(
            ResponseTemplate(id: "1", at: later, recipient: Fixture.recipient, audience: Fixture.audience))
        let result = ResponseValidator(serviceProvider: try Fixture.serviceProvider())
            .validate(xml: xml, trusting: TrustedIdentityProviders(metadata.identityProviders), at: later)
        #expect(result.isAccepted)
    }

    @Test(arguments: [
        (nil, IdentityProviderMetadata.Expiry.none), (31.0, .none), (30.0, .warning(days: 30)), (8, .warning(days: 30)),
        (7, .warning(days: 7)),
        (0.01, .warning(days: 7)),
    ])
    func warnsBeforeItEnds(days: Double?, expiry: IdentityProviderMetadata.Expiry) throws {
        let end = days.map { Fixture.instant.addingTimeInterval($0 * 86_400) }
        let metadata = try MetadataFixture.parse(Fixture.rsa.get().metadata(validUntil: end))
        #expect(metadata.expiry(at: Fixture.instant) == expiry)
        if let end { #expect(metadata.expiry(at: end) == .passed) }
    }

    @Test(arguments: [("PT1H", 3600.0), ("P1D", 86_400), ("P1Y2M3DT4H5M6.5S", 36_993_906.5), ("PT0S", 0)])
    func readsCacheDuration(text: String, seconds: Double) throws {
        let xml = MetadataFixture.entity(
            MetadataFixture.role(try MetadataFixture.key()), attributes: " cacheDuration=\"\(text)\"")
        #expect(try MetadataFixture.parse(xml).identityProviders.first?.cacheDuration == seconds)
    }

    @Test(arguments: ["", "P", "1D", "PD", "P1", "-P1D", "P1H", "PT1D", "P1DT1", "PT1.2.3S", "PT1e9S", "PTinfS"])
    func passesOverBadCacheDuration(text: String) throws {
        let xml = MetadataFixture.entity(
            MetadataFixture.role(try MetadataFixture.key()), attributes: " cacheDuration=\"\(text)\"")
        #expect(try #require(try MetadataFixture.parse(xml).identityProviders.first).cacheDuration == nil)
    }

    @Test func readsKeysFromCertificateFiles() throws {
        let pem = Array((try Fixture.rsa.get().certificatePEM + Fixture.p256.get().certificatePEM).utf8)
        #expect(try MetadataKey.signingKeys(inCertificateFile: pem).map(\.algorithm) == ["RSA", "EC"])
        let der = try HTTPPostBinding.decode(field: MetadataFixture.certificate().utf8)
        #expect(try MetadataKey.signingKeys(inCertificateFile: der).count == 1)
        for bad in [[], Array("x".utf8), Array(der.dropLast()), [0x30]] as [[UInt8]] {
            #expect(throws: KeyError.self) { try MetadataKey.signingKeys(inCertificateFile: bad) }
        }
    }
}
