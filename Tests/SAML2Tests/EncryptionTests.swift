import FederationTesting
import Foundation
import SAML2
import Testing
import XMLSecurity

/// EncryptedAssertion and EncryptedID: what is opened, what is refused, and how little the refusal says.
@Suite struct EncryptionTests {
    typealias Encryption = ResponseSigning.Encryption

    private static func response(_ parts: ResponseSigning.Parts, _ encryption: Encryption) throws -> [UInt8] {
        try Fixture.rsa.get().response(Fixture.template(), signing: ResponseSigning(parts, encryption: encryption))
    }

    @Test(
        arguments: [Encryption.Content.aes128GCM, .aes256GCM],
        [Encryption.Transport.rsaOAEP, .rsaOAEPDigestSHA256, .rsaOAEPSHA256])
    func opens(content: Encryption.Content, transport: Encryption.Transport) throws {
        for placement in Encryption.Placement.allCases {
            let xml = try Self.response(
                .assertion, Fixture.encryption(content, transport: transport, placement: placement))
            #expect(!String(decoding: xml, as: UTF8.self).contains("alice"))
            let result = try Fixture.validate(xml)
            #expect(result.accepted?.subject.value == "alice", "\(placement): \(result.reasons)")
            #expect(result.observed?.isEncrypted == true)
        }
    }

    @Test(arguments: [ResponseSigning.Parts.response, .both], Encryption.Content.allCases)
    func opensBelowSignedResponse(parts: ResponseSigning.Parts, content: Encryption.Content) throws {
        let result = try Fixture.validate(Self.response(parts, Fixture.encryption(content)))
        if content == .insecureTripleDES {
            #expect(result.fails(.encryption) && result.reasons.contains("3DES"))
        } else {
            #expect(result.isAccepted, "\(result.reasons)")
        }
    }

    @Test func takesObsoleteAlgorithmsOnlyUnderTheInsecureOption() throws {
        let options = ValidationOptions(insecureAllowRSA15AndTripleDES: true)
        for encryption in [
            try Fixture.encryption(.insecureTripleDES), try Fixture.encryption(transport: .insecureRSA15),
        ] {
            let xml = try Self.response(.response, encryption)
            #expect(try Fixture.validate(xml).fails(.encryption))
            #expect(try Fixture.validate(xml, options: options).isAccepted)
        }
    }

    @Test(arguments: [Encryption.Content.aes128CBC, .aes256CBC])
    func refusesCBCWithoutSignatureAroundIt(content: Encryption.Content) throws {
        let xml = try Self.response(.assertion, Fixture.encryption(content))
        let result = try Fixture.validate(xml)
        #expect(result.fails(.encryption) && result.reasons.contains("CBC"))
        #expect(try Fixture.validate(xml, options: ValidationOptions(insecureAllowUnsignedCBC: true)).isAccepted)
    }

    @Test(arguments: [ResponseSigning.Parts.assertion, .response, .both], [Encryption.Content.aes256GCM, .aes128CBC])
    func opensEncryptedID(parts: ResponseSigning.Parts, content: Encryption.Content) throws {
        let xml = try Self.response(parts, Fixture.encryption(content, nameIDOnly: true))
        #expect(String(decoding: xml, as: UTF8.self).contains("EncryptedID"))
        let subject = try #require(try Fixture.validate(xml).accepted).subject
        #expect(subject.value == "alice" && subject.format?.hasSuffix("persistent") == true)
        #expect(try Fixture.validate(xml, canDecrypt: false).fails(.nameID))
    }

    @Test func doesNotOpenUnsignedEncryptedID() throws {
        let xml = try Self.response(.none, Fixture.encryption(nameIDOnly: true))
        let result = try Fixture.validate(xml)
        #expect(result.fails(.signatureCoverage) && result.observed?.assertion?.subject == nil)
    }

    @Test func refusesEncryptedIDBesideNameID() throws {
        let text = String(
            decoding: try Self.response(.none, Fixture.encryption(nameIDOnly: true)), as: UTF8.self
        )
        .replacingFirst("<saml:EncryptedID>", with: "<saml:NameID>admin</saml:NameID><saml:EncryptedID>")
        let xml = try Fixture.rsa.get().sign(text, ResponseSigning(.assertion))
        #expect(try Fixture.validate(xml).fails(.values))
    }

    @Test(arguments: [("NameID", true), ("Issuer", false), ("BaseID", false)])
    func takesNothingButANameIDOutOfAnEncryptedID(name: String, isAccepted: Bool) throws {
        let certificate = try #require(
            try Certificate.certificates(inFile: Array(Fixture.decryption.get().certificatePEM.utf8)).first)
        let encryptor = XMLEncryptor(
            recipient: certificate.publicKey, content: .aes256GCM, transport: .rsaOAEPMGF1P, oaepDigest: .sha256,
            placement: .inside)
        let inside = "<saml:\(name) xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">alice</saml:\(name)>"
        let encrypted = "<saml:EncryptedID>\(try encryptor.encrypt(Array(inside.utf8)))</saml:EncryptedID>"
        let result = try Fixture.validate(
            Fixture.signed { $0.replacingFirst($0.element("saml:NameID"), with: encrypted) })
        #expect(result.isAccepted == isAccepted, "\(result.reasons)")
        #expect(isAccepted || result.fails(.values))
    }

    @Test func asksForEncryptionWhereItIsRequired() throws {
        let options = ValidationOptions(requiresEncryption: true)
        #expect(try Fixture.validate(Fixture.signedText(.both), options: options).fails(.encryption))
        #expect(try Fixture.validate(Self.response(.both, Fixture.encryption()), options: options).isAccepted)
    }

    @Test func saysWhenThereIsNoKey() throws {
        let result = try Fixture.validate(Self.response(.assertion, Fixture.encryption()), canDecrypt: false)
        #expect(result.fails(.encryption) && result.reasons.contains("no decryption key"))
        let name = try Fixture.validate(
            Self.response(.assertion, Fixture.encryption(nameIDOnly: true)), canDecrypt: false)
        #expect(name.fails(.nameID) && name.reasons.contains("no decryption key"))
    }

    /// What comes out has to be an Assertion, and must not hold what nothing else may hold.
    @Test(arguments: [
        ("<saml:Issuer>", "<saml:Issuer>", nil),
        ("<saml:Subject>", "<saml:Subject><saml:Assertion ID=\"_evil\"/>", ResponseCheck.singleAssertion),
        ("<saml:Subject>", "<saml:Subject><saml:EncryptedAssertion/>", .singleAssertion),
        ("<saml:Subject>", "<saml:Subject><samlp:Response/>", .singleAssertion),
        (
            "<saml:Subject>", "<saml:Subject><ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/>",
            .singleAssertion
        ),
        ("saml:Assertion", "saml:Statement", .encryption), ("saml:Assertion", "samlp:Assertion", .encryption),
    ])
    func judgesWhatComesOut(old: String, new: String, check: ResponseCheck?) throws {
        let certificate = try #require(
            try Certificate.certificates(inFile: Array(Fixture.decryption.get().certificatePEM.utf8)).first)
        let signed = try Fixture.signed(.none) { $0 }
        let text = String(decoding: signed, as: UTF8.self)
        let assertion = text.element("saml:Assertion")
        let inside = assertion.replacing(old, with: new)
        let encrypted = try XMLEncryptor(recipient: certificate.publicKey).encrypt(Array(inside.utf8))
        let whole = text.replacingFirst(
            assertion, with: "<saml:EncryptedAssertion>\(encrypted)</saml:EncryptedAssertion>")
        let result = try Fixture.validate(Fixture.rsa.get().sign(whole, ResponseSigning(.response)))
        #expect(result.isAccepted == (check == nil), "\(result.reasons)")
        if let check { #expect(result.failed == [check.rawValue], "\(result.failed)") }
    }

    @Test func refusesEncryptedAssertionInUnsignedResponseWithoutIssuer() throws {
        let text = String(decoding: try Self.response(.assertion, Fixture.encryption()), as: UTF8.self)
        #expect(try Fixture.validate(text.replacingFirst(ResponseCheckTests.issuer, with: "")).fails(.responseIssuer))
    }

    /// A wrong key, a changed key, a changed cipher text, a cut one and one that holds something else can't be told apart.
    @Test(arguments: [Encryption.Content.aes256GCM, .aes128CBC])
    func everyFailureLooksTheSame(content: Encryption.Content) throws {
        let foreign = ResponseSigning.Encryption(
            certificate: Array(try Fixture.foreign.get().certificatePEM.utf8), content: content)
        let good = String(decoding: try Self.response(.assertion, Fixture.encryption(content)), as: UTF8.self)
        let wrongKey = String(decoding: try Self.response(.assertion, foreign), as: UTF8.self)
        let values = good.split(separator: "<xenc:CipherValue>").dropFirst().map { String($0.prefix { $0 != "<" }) }
        try #require(values.count == 2)
        let (key, text) = (values[0], values[1])
        // The key of one message and the text of another, which then opens to noise.
        let other = String(decoding: try Self.response(.assertion, Fixture.encryption(content)), as: UTF8.self)
        let changed = [
            wrongKey, good.replacingFirst(key, with: Self.flipped(key, 20)),
            good.replacingFirst(text, with: Self.flipped(text, 40)),
            good.replacingFirst(text, with: Self.flipped(text, text.count - 8)),
            good.replacingFirst(text, with: String(text.prefix(400))),
            good.replacingFirst(text, with: "AAAA"), good.replacingFirst(text, with: ""),
            good.replacingFirst(key, with: "AAAA"),
            good.replacingFirst(key, with: ""),
            other.replacingFirst(other.element("xenc:EncryptedKey"), with: good.element("xenc:EncryptedKey")),
        ]
        let options = ValidationOptions(insecureAllowUnsignedCBC: true)
        #expect(try Fixture.validate(good, options: options).isAccepted)
        var seen: Set<[Check]> = []
        for text in changed {
            let result = try Fixture.validate(text, options: options)
            #expect(result.failed == [ResponseCheck.encryption.rawValue], "\(result.failed)")
            seen.insert(result.checks)
        }
        #expect(seen.count == 1, "\(seen.flatMap { $0.map(\.actual) })")
    }

    private static func flipped(_ base64: String, _ position: Int) -> String {
        let index = base64.index(base64.startIndex, offsetBy: position)
        return base64.replacingCharacters(in: index...index, with: base64[index] == "A" ? "B" : "A")
    }

    @Test(arguments: [
        ("<xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2009/xmlenc11#aes256-gcm\"/>", ""),
        ("http://www.w3.org/2009/xmlenc11#aes256-gcm", "http://www.w3.org/2009/xmlenc11#chacha20-poly1305"),
        ("http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p", "http://www.w3.org/2001/04/xmlenc#kw-aes128"),
        ("http://www.w3.org/2000/09/xmldsig#sha1", "http://www.w3.org/2001/04/xmldsig-more#md5"),
        ("<xenc:CipherValue>", "<xenc:CipherReference URI=\"http://127.0.0.1:9/\"/><xenc:CipherValue>"),
        (
            "<saml:EncryptedAssertion>",
            "<saml:EncryptedAssertion><xenc:EncryptedData xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\"/>"
        ),
    ])
    func refusesOtherShapes(old: String, new: String) throws {
        let text = String(decoding: try Self.response(.assertion, Fixture.encryption()), as: UTF8.self)
        #expect(text.contains(old))
        #expect(try Fixture.validate(text.replacingFirst(old, with: new)).fails(.encryption))
    }

    @Test func triesAFewEncryptedKeysAndNoMore() throws {
        let text = String(
            decoding: try Self.response(.assertion, Fixture.encryption(placement: .beside)), as: UTF8.self)
        let foreign = String(
            decoding: try Self.response(
                .assertion,
                ResponseSigning.Encryption(
                    certificate: Array(try Fixture.foreign.get().certificatePEM.utf8), placement: .beside)),
            as: UTF8.self)
        let (key, other) = (text.element("xenc:EncryptedKey"), foreign.element("xenc:EncryptedKey"))
        #expect(try Fixture.validate(text.replacingFirst(key, with: other + other + other + key)).isAccepted)
        let tooMany = try Fixture.validate(text.replacingFirst(key, with: other + other + other + other + key))
        #expect(tooMany.fails(.encryption) && tooMany.reasons.contains("at most"))
    }

    @Test func refusesSecondAssertionBesideEncryptedOne() throws {
        let text = String(decoding: try Self.response(.assertion, Fixture.encryption()), as: UTF8.self)
        let forged = Fixture.template().xml(issuer: Fixture.entityID).element("saml:Assertion")
        #expect(
            try Fixture.validate(
                text.replacingFirst("<saml:EncryptedAssertion>", with: forged + "<saml:EncryptedAssertion>")
            ).fails(.singleAssertion))
    }

    @Test func refusesSameIDInsideAndOutside() throws {
        let text = String(decoding: try Self.response(.assertion, Fixture.encryption()), as: UTF8.self)
        #expect(try !Fixture.validate(text.replacingFirst("_response-1", with: "_assertion-1")).isAccepted)
    }

    @Test func decryptionKeyIsRSAAndSaysNothingOfItself() throws {
        let key = try DecryptionKey(pem: Fixture.decryption.get().privateKeyPEM())
        #expect(key.description.contains("RSA 2048") && !key.description.contains("BEGIN"))
        #expect(throws: KeyError.self) { try DecryptionKey(pem: Fixture.p256.get().privateKeyPEM()) }
        #expect(throws: KeyError.self) { try DecryptionKey(pem: Array("no key".utf8)) }
        #expect(throws: KeyError.self) { try DecryptionKey(pem: []) }
    }
}
