import FederationTesting
import Foundation
import SAML2
import Testing

/// One changed bit: refused where it is signed; where it is not, refused or without any meaning.
@Suite struct BitFlipTests {
    /// Everything that decides, in one value.
    static func meaning(_ assertion: ValidatedAssertion) -> [String] {
        [
            assertion.id, assertion.issuer, "\(assertion.issueInstant)", "\(assertion.subject)", assertion.recipient,
            "\(assertion.confirmationNotOnOrAfter)", "\(String(describing: assertion.notBefore))",
            "\(String(describing: assertion.notOnOrAfter))", "\(assertion.audiences)", "\(assertion.oneTimeUse)",
            "\(assertion.authnInstant)", "\(String(describing: assertion.sessionNotOnOrAfter))",
            "\(String(describing: assertion.inResponseTo))", "\(assertion.attributes)",
            assertion.verifyingKeyFingerprint,
        ]
    }

    static let variants: [ResponseSigning.Parts] = [.assertion, .response, .both]

    static let signed = variants.map { parts in
        Result { try Fixture.rsa.get().response(Fixture.template(), signing: ResponseSigning(parts)) }
    }

    @Test(arguments: variants.indices, 0..<100)
    func changesNothingThatCounts(variant: Int, step: Int) throws {
        let original = try Self.signed[variant].get()
        let expected = Self.meaning(try #require(try Fixture.validate(original).accepted))
        let position = original.count * step / 100
        for bit in [0, 3, 5] as [UInt8] {
            var xml = original
            xml[position] ^= 1 << bit
            let result = try Fixture.validate(xml)
            guard let accepted = result.accepted else { continue }
            #expect(Self.meaning(accepted) == expected, "bit \(bit) of byte \(position)")
        }
    }

    /// What stands in front of each signed part, and how far behind its start the bit is.
    static let parts: [(String, Int)] = [
        ("<ds:DigestValue>", 10), ("<ds:SignatureValue>", 100), (">alice", 1), ("<saml:Audience>", 12), (">reader", 3),
        ("<saml:Attribute Name=\"role", 23), ("Conditions NotBefore=\"2026", 20),
        ("SubjectConfirmationData Recipient=\"https", 36),
        ("AuthnInstant=\"2026", 16), ("SessionIndex=\"_", 16), ("AuthnContextClassRef>urn", 24),
        ("NameID Format=\"urn", 16),
        ("Assertion ID=\"_assertion-1", 20), ("cm:bearer", 4), ("CanonicalizationMethod Algorithm=\"http", 34),
        ("<saml:AttributeStatement", 20), ("rsa-sha256", 9), ("xmlenc#sha256", 12),
    ]

    @Test(arguments: parts)
    func isRefusedInSignedPart(anchor: String, offset: Int) throws {
        for parts in Self.variants.indices {
            var xml = try Self.signed[parts].get()
            let text = String(decoding: xml, as: UTF8.self)
            let start = try #require(text.firstRange(of: anchor)).lowerBound
            xml[text.utf8.distance(from: text.startIndex, to: start) + offset] ^= 1
            #expect(try !Fixture.validate(xml).isAccepted)
        }
    }

    @Test(arguments: [
        ("Destination=\"\(Fixture.recipient)\"", "Destination=\"\""), ("status:Success", "status:Success "),
        ("IssueInstant=", "Consent=\"x\" IssueInstant="), ("<samlp:Status>", "<samlp:Extensions/><samlp:Status>"),
    ])
    func signedResponseKeepsItsFrame(old: String, new: String) throws {
        #expect(
            try Fixture.validate(Fixture.signedText(.response).replacingFirst(old, with: new)).fails(.signatureValid))
    }
}
