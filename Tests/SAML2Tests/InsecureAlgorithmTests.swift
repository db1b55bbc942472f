import FederationTesting
import SAML2
import Testing

/// Algorithms that are refused, by name and with advice.
@Suite struct InsecureAlgorithmTests {
    @Test(arguments: [ResponseSigning.Parts.assertion, .response, .both])
    func takesSHA1OnlyUnderTheInsecureOption(parts: ResponseSigning.Parts) throws {
        let xml = try Fixture.rsa.get().response(
            Fixture.template(), signing: ResponseSigning(parts, algorithm: .insecureRSASHA1))
        let refused = try Fixture.validate(xml)
        #expect(refused.fails(.signatureAlgorithm))
        #expect(refused.reasons.contains("SHA1"))
        #expect(try Fixture.validate(xml, options: ValidationOptions(insecureAllowSHA1: true)).isAccepted)
    }

    @Test func refusesSHA1DigestUnderStrongSignature() throws {
        let weak = String(
            decoding: try Fixture.rsa.get().response(
                Fixture.template(), signing: ResponseSigning(.assertion, algorithm: .insecureRSASHA1)), as: UTF8.self)
        let text = weak.replacingFirst("http://www.w3.org/2000/09/xmldsig#rsa-sha1", with: Self.rsaSHA256)
        let result = try Fixture.validate(text)
        #expect(result.fails(.signatureAlgorithm))
        #expect(result.reasons.contains("SHA-1"))
    }

    static let rsaSHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"

    @Test(arguments: [
        ("http://www.w3.org/2000/09/xmldsig#hmac-sha1", "HMAC"),
        ("http://www.w3.org/2001/04/xmldsig-more#hmac-sha256", "HMAC"),
        ("http://www.w3.org/2007/05/xmldsig-more#sha1-rsa-MGF1", "RSA-PSS with another digest"),
        ("http://www.w3.org/2007/05/xmldsig-more#sha3-256-rsa-MGF1", "RSA-PSS with another digest"),
        ("http://www.w3.org/2007/05/xmldsig-more#MGF1", "allow-list"),
        ("http://www.w3.org/2000/09/xmldsig#dsa-sha1", "allow-list"),
        ("http://www.w3.org/2001/04/xmldsig-more#rsa-md5", "allow-list"),
        ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha224", "allow-list"),
        ("http://www.w3.org/2001/04/xmldsig-more#RSA-SHA256", "allow-list"),
        ("", "allow-list"), ("urn:none", "allow-list"),
    ])
    func refusesSignatureAlgorithmByName(uri: String, word: String) throws {
        let text = try Fixture.signedText().replacingFirst(Self.rsaSHA256, with: uri)
        let result = try Fixture.validate(text, options: ValidationOptions(insecureAllowSHA1: true))
        #expect(result.fails(.signatureAlgorithm))
        #expect(result.reasons.contains(word))
    }

    @Test(arguments: [
        "http://www.w3.org/2001/04/xmldsig-more#md5", "http://www.w3.org/2001/04/xmldsig-more#sha224", "",
    ])
    func refusesDigestAlgorithmByName(uri: String) throws {
        let text = try Fixture.signedText().replacingFirst("http://www.w3.org/2001/04/xmlenc#sha256", with: uri)
        #expect(try Fixture.validate(text).fails(.signatureAlgorithm))
    }

    @Test(arguments: [
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
        "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", "http://www.w3.org/2007/05/xmldsig-more#rsa-pss",
    ])
    func refusesAlgorithmOtherThanTheOneThatSigned(uri: String) throws {
        let text = try Fixture.signedText().replacingFirst(Self.rsaSHA256, with: uri)
        #expect(try Fixture.validate(text).fails(.signatureValid))
    }

    @Test func refusesParametersOfSignatureMethod() throws {
        let text = try Fixture.signedText().replacingFirst(
            "<ds:SignatureMethod Algorithm=\"\(Self.rsaSHA256)\"/>",
            with:
                "<ds:SignatureMethod Algorithm=\"\(Self.rsaSHA256)\"><ds:HMACOutputLength>1</ds:HMACOutputLength></ds:SignatureMethod>"
        )
        #expect(try Fixture.validate(text).fails(.signatureShape))
    }
}
