import FederationTesting
import Foundation
import SAML2
import Testing

/// Every way of signing that is on the allow-list.
@Suite struct SigningVariantTests {
    @Test(arguments: [ResponseSigning.Parts.assertion, .response, .both], [false, true])
    func acceptsSignedParts(parts: ResponseSigning.Parts, inclusive: Bool) throws {
        let signing = ResponseSigning(parts, usesInclusiveCanonicalization: inclusive)
        let result = try Fixture.validate(Fixture.rsa.get().response(Fixture.template(), signing: signing))
        let assertion = try #require(result.accepted, "\(result.reasons)")
        #expect(assertion.subject.value == "alice")
        #expect(assertion.issuer == Fixture.entityID)
        #expect(assertion.attributes.map(\.values) == [["reader", "writer"]])
        #expect(assertion.recipient == Fixture.recipient)
        #expect(assertion.audiences == [Fixture.audience])
        #expect(assertion.id == "_assertion-1")
        #expect(assertion.responseID == "_response-1")
    }

    static let keys: [(Result<TestIdentityProvider, any Error>, ResponseSigning.Algorithm)] = [
        (Fixture.rsa, .rsaSHA256), (Fixture.rsa, .rsaSHA384), (Fixture.rsa, .rsaSHA512),
        (Fixture.rsa, .rsaPSSSHA256), (Fixture.rsa, .rsaPSSSHA384), (Fixture.rsa, .rsaPSSSHA512),
        (Fixture.p256, .ecdsaSHA256), (Fixture.p384, .ecdsaSHA384), (Fixture.p521, .ecdsaSHA512),
        (Fixture.p256, .ecdsaSHA512), (Fixture.p521, .ecdsaSHA256),
    ]

    @Test(arguments: 0..<keys.count, [ResponseSigning.Parts.assertion, .response])
    func acceptsAlgorithm(index: Int, parts: ResponseSigning.Parts) throws {
        let (provider, algorithm) = Self.keys[index]
        let xml = try provider.get().response(
            Fixture.template(), signing: ResponseSigning(parts, algorithm: algorithm))
        let result = try Fixture.validate(xml, trusting: [provider.get()])
        #expect(result.isAccepted, "\(result.reasons)")
    }

    /// xmlsec 1.2 knows no RSA-PSS, so that a deployment that asks for its verdict as well gets none.
    @Test func refusesPSSWhereXMLSecHasToSay() throws {
        let xml = try Fixture.rsa.get().response(
            Fixture.template(), signing: ResponseSigning(.assertion, algorithm: .rsaPSSSHA256))
        let result = try Fixture.validate(xml, options: ValidationOptions(verifiesTwice: true))
        #expect(result.fails(.signatureAlgorithm))
        #expect(result.reasons.contains("xmlsec 1.2"))
    }

    @Test func refusesUnsigned() throws {
        let result = try Fixture.validate(
            Fixture.rsa.get().response(Fixture.template(), signing: ResponseSigning(.none)))
        #expect(result.fails(.signatureCoverage))
    }

    @Test(arguments: [ResponseSigning.Parts.assertion, .response, .both])
    func refusesForeignKeyThoughItsCertificateIsInside(parts: ResponseSigning.Parts) throws {
        let xml = try Fixture.foreign.get().response(Fixture.template(), signing: ResponseSigning(parts))
        #expect(String(decoding: xml, as: UTF8.self).contains("X509Certificate"))
        #expect(try Fixture.validate(xml).fails(.signatureValid))
    }

    @Test func refusesForeignOuterSignatureAroundGenuineAssertion() throws {
        let inner = try Fixture.signedText(.assertion)
        let xml = try Fixture.foreign.get().sign(inner, ResponseSigning(.response))
        #expect(try Fixture.validate(xml).fails(.signatureValid))
    }

    @Test func ignoresForeignCertificateInKeyInfo() throws {
        let genuine = try Fixture.signedText()
        let forged = String(
            decoding: try Fixture.foreign.get().response(Fixture.template()), as: UTF8.self)
        let text = genuine.replacingFirst(
            genuine.element("ds:X509Certificate"), with: forged.element("ds:X509Certificate"))
        #expect(text != genuine)
        #expect(try Fixture.validate(text).isAccepted)
    }

    @Test(arguments: [
        "<ds:KeyInfo/>", "", "<ds:KeyInfo><ds:KeyName>k</ds:KeyName></ds:KeyInfo>",
        "<ds:KeyInfo><ds:RetrievalMethod URI=\"http://127.0.0.1:9/key\"/></ds:KeyInfo>",
        "<ds:KeyInfo><ds:RetrievalMethod URI=\"file:///etc/passwd\"/></ds:KeyInfo>",
    ])
    func neverLooksAtKeyInfo(keyInfo: String) throws {
        let genuine = try Fixture.signedText()
        #expect(try Fixture.validate(genuine.replacingFirst(genuine.element("ds:KeyInfo"), with: keyInfo)).isAccepted)
    }

    @Test func takesInheritedNamespacesWithInclusiveCanonicalization() throws {
        let signing = ResponseSigning(.assertion, usesInclusiveCanonicalization: true)
        let text = String(decoding: try Fixture.rsa.get().response(Fixture.template(), signing: signing), as: UTF8.self)
        #expect(try Fixture.validate(text).isAccepted)
        let declared = text.replacingFirst("<samlp:Response ", with: "<samlp:Response xmlns:x=\"urn:x\" ")
        #expect(try Fixture.validate(declared).fails(.signatureValid))
    }

    @Test func keepsExclusiveSignatureWhenTheNamespacesAroundItChange() throws {
        let text = try Fixture.signedText().replacingFirst(
            "<samlp:Response ", with: "<samlp:Response xmlns:x=\"urn:x\" ")
        #expect(try Fixture.validate(text).isAccepted)
    }
}
