import FederationTesting
import Foundation
import SAML2
import Testing

/// A response that one check alone should refuse, next to the good one that all accept.
struct RefusalCase: Sendable, CustomTestStringConvertible {
    let check: ResponseCheck
    let name: String
    let edit: @Sendable (String) -> String

    init(_ check: ResponseCheck, _ name: String, _ edit: @escaping @Sendable (String) -> String) {
        self.check = check
        self.name = name
        self.edit = edit
    }

    /// Replaces the first occurrence of a text.
    init(_ check: ResponseCheck, _ old: String, to new: String) {
        self.init(check, "\(old.prefix(60)) -> \(new.prefix(60))") { $0.replacingFirst(old, with: new) }
    }

    var testDescription: String { "\(check.rawValue): \(name)" }

    /// Applies the edit inside the Assertion alone.
    static func assertion(_ check: ResponseCheck, _ old: String, to new: String) -> RefusalCase {
        RefusalCase(check, "Assertion: \(old.prefix(60)) -> \(new.prefix(60))") { text in
            let assertion = text.element("saml:Assertion")
            return text.replacingFirst(assertion, with: assertion.replacingFirst(old, with: new))
        }
    }
}

@Suite struct ResponseCheckTests {
    static let issued = SAMLInstant.format(Fixture.instant)
    static let future = SAMLInstant.format(Fixture.instant.addingTimeInterval(61))
    static let end = SAMLInstant.format(Fixture.instant.addingTimeInterval(300))
    static let start = SAMLInstant.format(Fixture.instant.addingTimeInterval(-30))
    static let past = SAMLInstant.format(Fixture.instant.addingTimeInterval(-60))
    static let issuer = "<saml:Issuer>\(Fixture.entityID)</saml:Issuer>"
    static let success = "urn:oasis:names:tc:SAML:2.0:status:Success"
    static let bearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
    static let restriction =
        "<saml:AudienceRestriction><saml:Audience>\(Fixture.audience)</saml:Audience></saml:AudienceRestriction>"
    static let confirmation = """
        <saml:SubjectConfirmation Method="\(bearer)"><saml:SubjectConfirmationData Recipient="\(Fixture.recipient)" \
        NotOnOrAfter="\(end)"/></saml:SubjectConfirmation>
        """

    static let response: [RefusalCase] = [
        RefusalCase(.version, "Version=\"2.0\"", to: "Version=\"1.1\""),
        RefusalCase(.version, " Version=\"2.0\"", to: ""),
        RefusalCase(.responseIssueInstant, "IssueInstant=\"\(issued)\"", to: "IssueInstant=\"\(future)\""),
        RefusalCase(.responseIssueInstant, " IssueInstant=\"\(issued)\"", to: ""),
        RefusalCase(.responseIssueInstant, "IssueInstant=\"\(issued)\"", to: "IssueInstant=\"yesterday\""),
        RefusalCase(.status, success, to: "urn:oasis:names:tc:SAML:2.0:status:Responder"),
        RefusalCase(.status, success, to: success + " "),
        RefusalCase(.status, "<samlp:Status><samlp:StatusCode Value=\"\(success)\"/></samlp:Status>", to: ""),
        RefusalCase(.status, "<samlp:StatusCode Value=\"\(success)\"/>", to: ""),
        RefusalCase(
            .status, "<samlp:StatusCode Value=\"\(success)\"/>",
            to: "<samlp:StatusCode Value=\"urn:x\"><samlp:StatusCode Value=\"\(success)\"/></samlp:StatusCode>"),
        RefusalCase(
            .destination, "Destination=\"\(Fixture.recipient)\"", to: "Destination=\"https://other.example.org/saml\""),
        RefusalCase(.destination, "Destination=\"\(Fixture.recipient)\"", to: "Destination=\"\(Fixture.recipient)/\""),
        RefusalCase(
            .destination, "Destination=\"\(Fixture.recipient)\"", to: "Destination=\"HTTPS://sp.example.org/saml\""),
        RefusalCase(.id, "ID=\"_response-1\"", to: "ID=\"1response\""),
        RefusalCase(.id, "ID=\"_response-1\"", to: "ID=\"_a:b\""),
        RefusalCase(.responseIssuer, issuer, to: "<saml:Issuer>https://other.example.org</saml:Issuer>"),
        RefusalCase(.responseIssuer, issuer, to: "<saml:Issuer>\(Fixture.entityID)/</saml:Issuer>"),
        RefusalCase(.responseIssuer, issuer, to: "<saml:Issuer></saml:Issuer>"),
        RefusalCase(.responseIssuer, issuer, to: issuer + issuer),
        RefusalCase(.responseIssuer, issuer, to: issuer.replacingFirst(">", with: " Format=\"urn:x\">")),
        RefusalCase(.singleAssertion, "No Assertion") { $0.replacingFirst($0.element("saml:Assertion"), with: "") },
        RefusalCase(.singleAssertion, "two Assertions") { text in
            let assertion = text.element("saml:Assertion")
            return text.replacingFirst(
                assertion, with: assertion + assertion.replacingFirst("_assertion-1", with: "_assertion-2"))
        },
        RefusalCase(.singleAssertion, "deeper") { text in
            let assertion = text.element("saml:Assertion")
            return text.replacingFirst(assertion, with: "<samlp:Extensions>\(assertion)</samlp:Extensions>")
        },
    ]

    static let assertion: [RefusalCase] = [
        .assertion(.assertionVersion, "Version=\"2.0\"", to: "Version=\"2.1\""),
        .assertion(.assertionIssueInstant, "IssueInstant=\"\(issued)\"", to: "IssueInstant=\"\(future)\""),
        .assertion(.assertionIssueInstant, " IssueInstant=\"\(issued)\"", to: ""),
        .assertion(.assertionIssuer, issuer, to: "<saml:Issuer>https://other.example.org</saml:Issuer>"),
        .assertion(.assertionIssuer, issuer, to: issuer.replacingFirst(">", with: " Format=\"urn:x\">")),
        .assertion(.values, issuer, to: issuer + issuer),
        .assertion(.values, "<saml:Attribute Name=\"role\">", to: "<saml:Attribute>"),
        .assertion(.values, "<saml:AttributeStatement>", to: "<saml:AttributeStatement><saml:EncryptedAttribute/>"),
        .assertion(.nameID, ">alice<", to: "><"),
        .assertion(.nameID, ">alice<", to: "> \n\t<"),
        .assertion(.nameID, ">alice<", to: ">\u{A0}\u{200B}\u{3164}<"),
        RefusalCase(.nameID, "no NameID") { $0.replacingFirst($0.element("saml:NameID"), with: "") },
        RefusalCase(.values, "two NameIDs") {
            $0.replacingFirst(
                $0.element("saml:NameID"), with: $0.element("saml:NameID") + "<saml:NameID>bob</saml:NameID>")
        },
        .assertion(.confirmation, bearer, to: "urn:oasis:names:tc:SAML:2.0:cm:sender-vouches"),
        .assertion(.confirmation, confirmation, to: ""),
        .assertion(.confirmation, confirmation, to: confirmation + confirmation),
        .assertion(.confirmation, confirmation, to: "<saml:SubjectConfirmation Method=\"\(bearer)\"/>"),
        .assertion(
            .recipient, "Recipient=\"\(Fixture.recipient)\"", to: "Recipient=\"https://signin.aws.amazon.com/saml\""),
        .assertion(.recipient, "Recipient=\"\(Fixture.recipient)\"", to: "Recipient=\"\(Fixture.recipient)?\""),
        .assertion(.recipient, " Recipient=\"\(Fixture.recipient)\"", to: ""),
        .assertion(.confirmationNotBefore, " Recipient=", to: " NotBefore=\"\(start)\" Recipient="),
        .assertion(.confirmationNotOnOrAfter, "NotOnOrAfter=\"\(end)\"", to: "NotOnOrAfter=\"\(past)\""),
        .assertion(.confirmationNotOnOrAfter, " NotOnOrAfter=\"\(end)\"", to: ""),
        .assertion(.confirmationNotOnOrAfter, "NotOnOrAfter=\"\(end)\"", to: "NotOnOrAfter=\"soon\""),
        RefusalCase(.conditionsPresent, "no Conditions") { $0.replacingFirst($0.element("saml:Conditions"), with: "") },
        .assertion(.conditionsKnown, restriction, to: restriction + "<saml:Condition/>"),
        .assertion(.conditionsKnown, restriction, to: restriction + "<saml:OneTimeUse/><saml:OneTimeUse/>"),
        .assertion(.conditionsKnown, restriction, to: restriction + "<saml:ProxyRestriction/><saml:ProxyRestriction/>"),
        .assertion(.conditionsKnown, restriction, to: restriction + "<x:Local xmlns:x=\"urn:x\"/>"),
        .assertion(.conditionsKnown, "Conditions NotBefore=\"\(start)\"", to: "Conditions NotBefore=\"\(end)\""),
        .assertion(.conditionsKnown, "Conditions NotBefore=\"\(start)\"", to: "Conditions NotBefore=\"2026\""),
        .assertion(
            .conditionsKnown, "NotBefore=\"\(start)\" NotOnOrAfter=\"\(end)\"",
            to: "NotBefore=\"\(start)\" NotOnOrAfter=\"soon\""),
        .assertion(.conditionsNotBefore, "Conditions NotBefore=\"\(start)\"", to: "Conditions NotBefore=\"\(future)\""),
        RefusalCase(.values, "two Conditions") {
            $0.replacingFirst($0.element("saml:Conditions"), with: $0.element("saml:Conditions") + "<saml:Conditions/>")
        },
        RefusalCase(.conditionsNotOnOrAfter, "Conditions are over") {
            let conditions = $0.element("saml:Conditions")
            return $0.replacingFirst(
                conditions,
                with: conditions.replacingFirst(
                    "NotBefore=\"\(start)\" NotOnOrAfter=\"\(end)\"", with: "NotOnOrAfter=\"\(past)\""))
        },
        .assertion(.audience, restriction, to: ""),
        .assertion(.audience, restriction, to: "<saml:AudienceRestriction/>"),
        .assertion(.audience, "Audience>\(Fixture.audience)<", to: "Audience>urn:amazon:webservices<"),
        .assertion(.audience, "Audience>\(Fixture.audience)<", to: "Audience>\(Fixture.audience)/<"),
        .assertion(
            .audience, restriction, to: restriction + restriction.replacingFirst(Fixture.audience, with: "urn:other")),
        RefusalCase(.authnStatement, "no AuthnStatement") {
            $0.replacingFirst($0.element("saml:AuthnStatement"), with: "")
        },
        .assertion(.authnStatement, "AuthnInstant=\"\(issued)\"", to: "AuthnInstant=\"now\""),
        .assertion(.authnStatement, " SessionIndex=", to: " SessionNotOnOrAfter=\"later\" SessionIndex="),
        .assertion(.sessionNotOnOrAfter, " SessionIndex=", to: " SessionNotOnOrAfter=\"\(past)\" SessionIndex="),
    ]

    @Test(arguments: response + assertion, [ResponseSigning.Parts.assertion, .both])
    func refuses(_ refusal: RefusalCase, parts: ResponseSigning.Parts) throws {
        guard let xml = try? Fixture.signed(parts, editing: refusal.edit) else {
            // Without an Assertion there is nothing to sign; the Response can be.
            let result = try Fixture.validate(Fixture.signed(.response, editing: refusal.edit))
            #expect(result.fails(refusal.check))
            return
        }
        let result = try Fixture.validate(xml)
        #expect(result.fails(refusal.check), "\(result.failed)")
        let failure = try #require(result.checks.first { $0.name == refusal.check.rawValue })
        #expect(!failure.expected.isEmpty && !failure.actual.isEmpty && !failure.reference.isEmpty)
        #expect(failure.hint?.isEmpty == false)
    }

    @Test(arguments: [
        (ResponseCheck.id, " ID=\"_response-1\"", ""), (.wellFormed, "ID=\"_response-1\"", "ID=\"\""),
        (.root, "samlp:Response", "samlp:ArtifactResponse"), (.wellFormed, "</samlp:Response>", ""),
    ])
    func refusesFrame(check: ResponseCheck, old: String, new: String) throws {
        let text = try Fixture.signedText(.assertion).replacingOccurrences(of: old, with: new)
        #expect(try Fixture.validate(text).fails(check))
    }

    @Test func refusesAssertionWithoutID() throws {
        let xml = try Fixture.signed(.response) { $0.replacingFirst(" ID=\"_assertion-1\"", with: "") }
        #expect(try Fixture.validate(xml).fails(.assertionID))
    }

    @Test(arguments: ["Assertion", "LogoutResponse", "AuthnRequest"])
    func refusesOtherRoots(name: String) throws {
        #expect(
            try Fixture.validate("<saml:\(name) xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"/>").fails(.root))
    }

    @Test(arguments: [
        (restriction, restriction + "<saml:OneTimeUse/><saml:ProxyRestriction Count=\"0\"/>"),
        (restriction, restriction + restriction),
        ("Audience>\(Fixture.audience)<", "Audience>\n  \(Fixture.audience) <"),
        ("<saml:Audience>", "<saml:Audience>urn:other</saml:Audience><saml:Audience>"),
        (" Destination=\"\(Fixture.recipient)\"", ""), ("Destination=\"\(Fixture.recipient)\"", "Destination=\"\""),
        (issuer, issuer.replacingFirst(">", with: " Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:entity\">")),
        (
            "IssueInstant=\"\(issued)\"",
            "IssueInstant=\"\(SAMLInstant.format(Fixture.instant.addingTimeInterval(60)))\""
        ),
        ("<saml:AttributeStatement>", "<saml:AttributeStatement></saml:AttributeStatement><saml:AttributeStatement>"),
        (" SessionIndex=", " SessionNotOnOrAfter=\"\(end)\" SessionIndex="),
        ("<saml:Subject>", "\n  <saml:Subject>\n    "), ("Conditions NotBefore=\"\(start)\"", "Conditions"),
    ])
    func acceptsNeighbours(old: String, new: String) throws {
        let result = try Fixture.validate(Fixture.signed { $0.replacingFirst(old, with: new) })
        #expect(result.isAccepted, "\(result.failed): \(result.reasons)")
    }

    @Test func acceptsAssertionSignedResponseWithoutIssuer() throws {
        let text = try Fixture.signedText(.assertion).replacingFirst(Self.issuer, with: "")
        #expect(try Fixture.validate(text).isAccepted)
        let signed = try Fixture.signed(.response) { $0.replacingFirst(Self.issuer, with: "") }
        #expect(try Fixture.validate(signed).fails(.responseIssuer))
    }

    @Test func recordsEveryCheckOnce() throws {
        let xml = try Fixture.rsa.get().response(Fixture.template())
        let result = try Fixture.validate(xml, options: ValidationOptions(recordsAllChecks: true))
        #expect(result.isAccepted)
        #expect(Set(result.checks.map(\.name)) == Set(ResponseCheck.allCases.map(\.rawValue)))
        #expect(result.checks.allSatisfy { $0.status != .failed })
    }

    @Test func trustsNobodyByDefault() throws {
        let xml = try Fixture.rsa.get().response(Fixture.template())
        let result = try Fixture.validate(xml, trusting: [])
        #expect(result.fails(.signatureValid) && result.fails(.assertionIssuer) && result.fails(.responseIssuer))
    }
}
