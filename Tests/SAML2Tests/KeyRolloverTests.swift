import FederationTesting
import Foundation
import SAML2
import Testing

/// Which of the metadata's keys verify.
@Suite struct KeyRolloverTests {
    private static func trust(_ xml: String) throws -> TrustedIdentityProviders {
        TrustedIdentityProviders(
            try IdentityProviderMetadata(parsing: Array(xml.utf8), at: Fixture.instant).identityProviders)
    }

    private static func validate(
        _ xml: [UInt8], _ trusted: TrustedIdentityProviders, at instant: Date = Fixture.instant
    ) throws -> ResponseValidation {
        ResponseValidator(serviceProvider: try Fixture.serviceProvider()).validate(
            xml: xml, trusting: trusted, at: instant)
    }

    static let pairs: [(Result<TestIdentityProvider, any Error>, Result<TestIdentityProvider, any Error>)] = [
        (Fixture.rsa, Fixture.foreign), (Fixture.rsa, Fixture.p256), (Fixture.p256, Fixture.p384),
        (Fixture.p384, Fixture.p256),
        (Fixture.p256, Fixture.p521), (Fixture.p521, Fixture.rsa),
    ]

    @Test(arguments: 0..<pairs.count, [nil, "signing"])
    func eitherKeyVerifies(pair: Int, use: String?) throws {
        let (old, new) = (try Self.pairs[pair].0.get(), try Self.pairs[pair].1.get())
        let trusted = try Self.trust(old.metadata(alsoKeysOf: [new], use: use))
        var fingerprints: Set<String> = []
        for provider in [old, new] {
            let result = try Self.validate(provider.response(Fixture.template()), trusted)
            fingerprints.insert(try #require(result.accepted, "\(result.reasons)").verifyingKeyFingerprint)
        }
        #expect(fingerprints.count == 2)
    }

    @Test(arguments: 0..<pairs.count)
    func otherKeysDoNot(pair: Int) throws {
        let (listed, other) = (try Self.pairs[pair].0.get(), try Self.pairs[pair].1.get())
        #expect(
            try Self.validate(other.response(Fixture.template()), Self.trust(listed.metadata())).fails(.signatureValid))
    }

    @Test func encryptionKeyDoesNotVerify() throws {
        let metadata = try Fixture.rsa.get().metadata(alsoKeysOf: [Fixture.foreign.get()])
            .replacingFirst("use=\"signing\"", with: "use=\"encryption\"")
        let trusted = try Self.trust(metadata)
        #expect(try Self.validate(Fixture.rsa.get().response(Fixture.template()), trusted).fails(.signatureValid))
        #expect(try Self.validate(Fixture.foreign.get().response(Fixture.template()), trusted).isAccepted)
    }

    @Test func expiredMetadataVerifiesNothing() throws {
        let end = Fixture.instant.addingTimeInterval(100)
        let trusted = try Self.trust(Fixture.rsa.get().metadata(validUntil: end))
        let xml = try Fixture.rsa.get().response(Fixture.template())
        #expect(try Self.validate(xml, trusted, at: end.addingTimeInterval(-1)).isAccepted)
        let result = try Self.validate(xml, trusted, at: end)
        #expect(result.fails(.signatureValid) && result.fails(.assertionIssuer) && result.reasons.contains("expired"))
    }

    /// Two IdPs of one provider: neither may speak in the other's name.
    @Test func keyBelongsToItsIssuer() throws {
        let other = try TestIdentityProvider(
            entityID: "https://other.example.org", singleSignOnURL: "https://other.example.org/sso",
            privateKeyPEM: Fixture.p256.get().privateKeyPEM(), at: Fixture.instant)
        let providers = try [Fixture.rsa.get(), other]
        #expect(
            try Fixture.validate(other.response(Fixture.template()), trusting: providers).accepted?.issuer
                == other.entityID)
        let forged = try other.sign(Fixture.template().xml(issuer: Fixture.entityID), ResponseSigning(.both))
        #expect(try Fixture.validate(forged, trusting: providers).fails(.signatureValid))
        // A Response of one around an Assertion of the other.
        let genuine = try Fixture.signedText(.assertion).replacingFirst(
            ResponseCheckTests.issuer, with: "<saml:Issuer>\(other.entityID)</saml:Issuer>")
        let mixed = try other.sign(genuine, ResponseSigning(.response))
        #expect(try Fixture.validate(mixed, trusting: providers).fails(.assertionIssuer))
    }

    @Test func oneKeyOfManyProvidersIsEnough() throws {
        let provider = try IdentityProviderMetadata(
            parsing: Array(Fixture.rsa.get().metadata().utf8), at: Fixture.instant
        ).identityProviders
        let trusted = TrustedIdentityProviders(Array(repeating: provider, count: 50).flatMap { $0 })
        let result = try Self.validate(Fixture.foreign.get().response(Fixture.template()), trusted)
        #expect(result.reasons.contains("the key of the metadata"))
        #expect(try Self.validate(Fixture.rsa.get().response(Fixture.template()), trusted).isAccepted)
    }
}
