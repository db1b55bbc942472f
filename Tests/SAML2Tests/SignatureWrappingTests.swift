import FederationTesting
import Foundation
import SAML2
import Testing

/// A signed element moved away and a forged one put where it is read: the eight classic placements and their relatives.
@Suite struct SignatureWrappingTests {
    /// The parts that the attacks are made of.
    struct Parts {
        let response: String
        let assertion: String
        let signature: String
        var unsigned: String { assertion.replacingFirst(signature, with: "") }

        /// An assertion that says what the attacker wants, with these contents in addition.
        func forged(id: String = "_evil", _ contents: String = "") -> String {
            unsigned.replacingFirst(">alice<", with: ">admin<").replacingFirst("_assertion-1", with: id)
                .replacingFirst("<saml:Subject>", with: contents + "<saml:Subject>")
        }

        func replacing(with elements: String) -> String { response.replacingFirst(assertion, with: elements) }

        init() throws {
            response = try Fixture.signedText(.assertion)
            assertion = response.element("saml:Assertion")
            signature = assertion.element("ds:Signature")
        }
    }

    struct Placement: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let build: @Sendable (Parts) -> String

        init(_ name: String, _ build: @escaping @Sendable (Parts) -> String) {
            testDescription = name
            self.build = build
        }
    }

    private static func object(_ contents: String) -> String { "<ds:Object>\(contents)</ds:Object></ds:Signature>" }

    static let placements: [Placement] = [
        Placement("forged before the signed one") { $0.replacing(with: $0.forged() + $0.assertion) },
        Placement("forged after the signed one") { $0.replacing(with: $0.assertion + $0.forged()) },
        Placement("signed one inside the forged one") { $0.replacing(with: $0.forged($0.assertion)) },
        Placement("signature in the forged one, original beside") {
            $0.replacing(with: $0.forged($0.signature) + $0.unsigned)
        },
        Placement("signature in the forged one, original inside the signature") {
            $0.replacing(with: $0.forged($0.signature.replacingFirst("</ds:Signature>", with: object($0.unsigned))))
        },
        Placement("original in Object of the forged one, same ID") {
            $0.replacing(
                with: $0.forged(
                    id: "_assertion-1", $0.signature.replacingFirst("</ds:Signature>", with: object($0.unsigned))))
        },
        Placement("original in Extensions") { parts in
            parts.replacing(with: parts.forged(parts.signature))
                .replacingFirst(
                    "<samlp:Status>", with: "<samlp:Extensions>\(parts.unsigned)</samlp:Extensions><samlp:Status>")
        },
        Placement("signed original in Extensions") { parts in
            parts.replacing(with: parts.forged())
                .replacingFirst(
                    "<samlp:Status>", with: "<samlp:Extensions>\(parts.assertion)</samlp:Extensions><samlp:Status>")
        },
        Placement("original in StatusDetail") { parts in
            parts.replacing(with: parts.forged(parts.signature))
                .replacingFirst(
                    "</samlp:Status>", with: "<samlp:StatusDetail>\(parts.unsigned)</samlp:StatusDetail></samlp:Status>"
                )
        },
        Placement("signed original in StatusDetail") { parts in
            parts.replacing(with: parts.forged())
                .replacingFirst(
                    "</samlp:Status>",
                    with: "<samlp:StatusDetail>\(parts.assertion)</samlp:StatusDetail></samlp:Status>")
        },
        Placement("signed original in Advice") {
            $0.replacing(with: $0.forged("<saml:Advice>\($0.assertion)</saml:Advice>"))
        },
        Placement("original in Advice, signature on the forged one") {
            $0.replacing(with: $0.forged($0.signature + "<saml:Advice>\($0.unsigned)</saml:Advice>"))
        },
        Placement("original in KeyInfo") {
            $0.replacing(
                with: $0.forged($0.signature.replacingFirst("</ds:KeyInfo>", with: "\($0.unsigned)</ds:KeyInfo>")))
        },
        Placement("original in an AttributeValue") {
            $0.replacing(
                with: $0.forged($0.signature).replacingFirst(
                    "</saml:AttributeValue>", with: "\($0.unsigned)</saml:AttributeValue>"))
        },
        Placement("original in SubjectConfirmationData") {
            $0.replacing(
                with: $0.forged($0.signature).replacingFirst(
                    "/></saml:SubjectConfirmation>",
                    with: ">\($0.unsigned)</saml:SubjectConfirmationData></saml:SubjectConfirmation>"))
        },
        Placement("Response inside a Response") { parts in
            let inner = parts.response.replacingFirst("_response-1", with: "_response-2")
            return parts.replacing(with: parts.forged() + inner)
        },
        Placement("signature on the Response that names the Assertion") { parts in
            let open = "</saml:Issuer>"
            return parts.replacing(with: parts.unsigned).replacingFirst(open, with: open + parts.signature)
        },
        Placement("signature of the Assertion on the Response, Response takes its ID") { parts in
            let open = "</saml:Issuer>"
            return parts.replacing(with: parts.forged()).replacingFirst(open, with: open + parts.signature)
                .replacingFirst("_response-1", with: "_assertion-1")
        },
        Placement("foreign namespace around the forged one") {
            $0.replacing(with: $0.assertion + "<x:w xmlns:x=\"urn:x\">" + $0.forged() + "</x:w>")
        },
        Placement("forged Subject beside the signed Assertion") {
            $0.replacing(with: $0.assertion + $0.forged().element("saml:Subject"))
        },
    ]

    /// What stands unsigned beside the one signed Assertion may be let pass, as long as nobody reads it.
    @Test(arguments: placements)
    func neverReadsTheForgedPart(_ placement: Placement) throws {
        let text = placement.build(try Parts())
        #expect(text.hasPrefix("<samlp:Response"))
        let result = try Fixture.validate(text)
        if placement.testDescription == "forged Subject beside the signed Assertion" {
            #expect(result.accepted?.subject.value == "alice")
        } else {
            #expect(!result.isAccepted, "\(result.accepted.map { $0.subject.value } ?? "")")
        }
    }

    @Test(arguments: placements)
    func refusesBelowASignedResponseOfAnotherKey(_ placement: Placement) throws {
        let text = placement.build(try Parts())
        guard let xml = try? Fixture.foreign.get().sign(text, ResponseSigning(.response)) else { return }
        #expect(try !Fixture.validate(xml).isAccepted)
    }

    @Test(arguments: [
        "signed one inside the forged one", "signature in the forged one, original inside the signature",
        "signed original in Advice", "original in Advice, signature on the forged one", "original in an AttributeValue",
        "original in SubjectConfirmationData", "original in KeyInfo",
    ])
    func refusesInsideTheEncryptedPart(name: String) throws {
        let placement = try #require(Self.placements.first { $0.testDescription == name })
        let text = placement.build(try Parts())
        let xml = try Fixture.foreign.get().sign(text, ResponseSigning(.none, encryption: Fixture.encryption()))
        #expect(String(decoding: xml, as: UTF8.self).contains("EncryptedAssertion"))
        let result = try Fixture.validate(xml)
        #expect(!result.isAccepted)
        #expect(!result.failed.contains(ResponseCheck.encryption.rawValue), "the attack must get past the decryption")
    }

    @Test func refusesEncryptedButUnsignedAssertion() throws {
        let xml = try Fixture.foreign.get().response(
            Fixture.template(), signing: ResponseSigning(.none, encryption: Fixture.encryption()))
        #expect(try Fixture.validate(xml).fails(.signatureCoverage))
    }

    /// A signed Response: forged parts beside, around and inside it.
    @Test(arguments: ["extensions", "sibling", "object", "status"])
    func refusesMovedSignedResponse(place: String) throws {
        let signed = try Fixture.signedText(.response)
        let signature = signed.element("ds:Signature")
        let original = signed.replacingFirst(signature, with: "")
        let forged = original.replacingFirst("_response-1", with: "_evil").replacingFirst(
            "_assertion-1", with: "_evil2"
        )
        .replacingFirst(">alice<", with: ">admin<")
        let text: String
        switch place {
        case "extensions":
            text = forged.replacingFirst(
                "<samlp:Status>", with: signature + "<samlp:Extensions>\(original)</samlp:Extensions><samlp:Status>")
        case "sibling":
            text = forged.replacingFirst("</samlp:Response>", with: signature + original + "</samlp:Response>")
        case "object":
            let wrapping = signature.replacingFirst(
                "</ds:Signature>", with: "<ds:Object>\(original)</ds:Object></ds:Signature>")
            text = forged.replacingFirst("<samlp:Status>", with: wrapping + "<samlp:Status>")
        default:
            text = forged.replacingFirst(
                "</samlp:Status>", with: "<samlp:StatusDetail>\(signed)</samlp:StatusDetail></samlp:Status>")
        }
        #expect(try Fixture.validate(signed).isAccepted)
        #expect(try !Fixture.validate(text).isAccepted)
    }

    /// Whatever Advice holds is not read, so it may hold signed and unsigned assertions.
    @Test(arguments: [false, true])
    func acceptsAssertionsInAdvice(isSigned: Bool) throws {
        let other = try Parts()
        let advice = (isSigned ? other.assertion : other.forged()).replacingOccurrences(
            of: "_assertion-1", with: "_advice"
        )
        .replacingOccurrences(of: "_evil", with: "_advice")
        let xml = try Fixture.rsa.get().sign(
            Fixture.template().xml(issuer: Fixture.entityID).replacingFirst(
                "<saml:AuthnStatement", with: "<saml:Advice>\(advice)</saml:Advice><saml:AuthnStatement"),
            ResponseSigning(.assertion))
        let result = try Fixture.validate(xml)
        #expect(result.accepted?.subject.value == "alice", "\(result.reasons)")
    }
}
