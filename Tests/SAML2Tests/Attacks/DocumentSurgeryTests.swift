import FederationTesting
import Foundation
import SAML2
import Testing

/// Attacks on the document before anything in it is believed, on those who read it, and responses that are genuine and not for
/// us; on what is signed in each way.
@Suite struct DocumentSurgeryTests {
    // MARK: Declarations and references

    @Test(arguments: DocumentAttackTests.declarations, Patient.Kind.allCases)
    func declarations(declaration: String, kind: Patient.Kind) throws {
        let text = try Patient.text(kind)
        for document in [declaration + text, "\n" + declaration + text, text + declaration] {
            let result = try Fixture.validate(document)
            #expect(result.failed == [ResponseCheck.wellFormed.rawValue] && result.observed == nil)
        }
    }

    @Test(arguments: ["&x;", "&amp;x;&y;", "&#0;", "&#x110000;", "&#xD800;", "&lt", "%p;&p;"], Patient.Kind.allCases)
    func references(reference: String, kind: Patient.Kind) throws {
        for name in ["saml:NameID", "saml:Audience", "saml:Issuer", "ds:DigestValue", "ds:SignatureValue"] {
            let response = try Patient(kind).response
            try response.first(name).append(.raw(reference))
            #expect(try Fixture.validate(response.text).refusedBy == .wellFormed)
        }
        let response = try Patient(kind).response
        response["Consent"] = reference
        #expect(try Fixture.validate(response.text).refusedBy == .wellFormed)
    }

    /// What other programs would load or obey is text to us: it changes nothing, and nothing is fetched.
    @Test(arguments: [
        "<?xml-stylesheet type=\"text/xsl\" href=\"http://127.0.0.1:9/\"?>",
        "<x xsi:schemaLocation=\"urn:x http://127.0.0.1:9/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"/>",
        "<x xml:base=\"http://127.0.0.1:9/\" xlink:href=\"file:///etc/passwd\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"/>",
        "<![CDATA[<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>]]>",
    ])
    func nothingIsLoaded(markup: String) throws {
        for kind in Patient.Kind.allCases {
            let response = try Patient(kind).response
            try HidingPlace.extensions.hide(.raw(markup), in: response, signature: nil)
            let result = try Fixture.validate(response.text)
            if kind == .assertionSigned {
                #expect(result.accepted?.subject.value == Patient.genuine, "\(result.reasons)")
            } else {
                #expect(result.refusedBy == .signatureValid)
            }
        }
    }

    /// Who asks for another document to be put in its place is refused, wherever he stands.
    @Test(arguments: [
        "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"file:///etc/passwd\" parse=\"text\"/>",
        "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"http://127.0.0.1:9/\"/>",
    ])
    func nothingIsIncluded(markup: String) throws {
        try Patient.expectEachKind(refusedBy: .wellFormed) {
            try HidingPlace.extensions.hide(.raw(markup), in: $0, signature: nil)
        }
    }

    // MARK: Exhaustion

    /// Made with the tree, so that the rest of the document is as good as ever.
    enum Flood: CaseIterable, Sendable {
        case depth, elements, attributes, namespaces, text, assertions, signatures, audiences, longID, longNames
        case idsOfItsOwn

        var check: ResponseCheck {
            switch self {
            case .assertions: .singleAssertion
            case .signatures: .signatureShape
            case .audiences, .longID, .idsOfItsOwn: .signatureValid
            default: .wellFormed
            }
        }

        func fill(_ response: XMLTree) throws {
            switch self {
            case .depth:
                var element = XMLTree("b")
                for _ in 0..<60 { element = XMLTree("b", [], [element]) }
                try put(element, into: response)
            case .elements: try put(.raw(String(repeating: "<b/>", count: 8_200)), into: response)
            case .attributes: for index in 0..<70 { response["a\(index)"] = "" }
            case .namespaces: for index in 0..<70 { response["xmlns:a\(index)"] = "urn:a" }
            case .text: try put(.raw(String(repeating: "x", count: 131_072)), into: response)
            case .assertions: try put(.raw(String(repeating: "<saml:Assertion/>", count: 4_000)), into: response)
            case .signatures:
                try put(
                    .raw(
                        "<d xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">"
                            + String(repeating: "<ds:Signature/>", count: 4_000) + "</d>"), into: response)
            case .audiences:
                let restriction = try response.first("saml:AudienceRestriction")
                let audience = try restriction.first("saml:Audience")
                for _ in 0..<1_000 { restriction.append(audience.copy()) }
            case .longID:
                let id = String(repeating: "a", count: 20_000)
                for element in [response, try response.child("saml:Assertion")] {
                    element["ID"] = (element["ID"] ?? "") + id
                    if let signature = try? element.child("ds:Signature") {
                        try signature.first("ds:Reference")["URI"] = "#" + (element["ID"] ?? "")
                    }
                }
            case .longNames: response["xmlns:" + String(repeating: "p", count: 100)] = "urn:x"
            case .idsOfItsOwn:
                let statement = try response.first("saml:AttributeStatement")
                for index in 0..<2_000 { statement.append(XMLTree("x", [("ID", "_x\(index)")])) }
            }
        }

        private func put(_ element: XMLTree, into response: XMLTree) throws {
            try HidingPlace.extensions.hide(element, in: response, signature: nil)
        }
    }

    @Test(arguments: Flood.allCases, Patient.Kind.allCases)
    func floods(flood: Flood, kind: Patient.Kind) throws {
        let response = try Patient(kind).response
        try flood.fill(response)
        let result = try Fixture.validate(response.text)
        #expect(result.refusedBy == flood.check, "\(result.failed) \(result.reasons.prefix(300))")
    }

    // MARK: Encodings

    /// A good response as bytes that some parser reads and another one does not.
    @Test(arguments: Patient.Kind.allCases)
    func encodings(kind: Patient.Kind) throws {
        let text = try Patient.text(kind)
        let plain = Array(text.utf8)
        func utf16(_ text: String, _ isBigEndian: Bool) -> [UInt8] {
            text.utf16.flatMap { unit in
                isBigEndian ? [UInt8(unit >> 8), UInt8(unit & 255)] : [UInt8(unit & 255), UInt8(unit >> 8)]
            }
        }
        #expect(try Fixture.validate([0xFF, 0xFE] + utf16(text, false)).accepted?.subject.value == Patient.genuine)
        let documents: [[UInt8]] = [
            utf16(text, true), utf16(text, false), [0xFE, 0xFF] + utf16(text, false), [0xFF, 0xFE] + utf16(text, true),
            [0xEF, 0xBB, 0xBF] + utf16(text, false), [0xFE, 0xFF] + plain, [0xFF, 0xFE, 0, 0] + plain,
            [0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF] + plain, plain + [0], plain + [0] + plain, [0] + plain,
            plain.flatMap { [$0, 0, 0, 0] }, plain.flatMap { [0, 0, 0, $0] }, plain + [0xEF, 0xBB, 0xBF],
            plain + [0xC0, 0xBC],
            Array("<?xml version=\"1.0\" encoding=\"UTF-7\"?>".utf8) + plain,
            Array("<?xml version=\"1.0\" encoding=\"UTF-16\"?>".utf8) + plain,
            Array("<?xml version=\"1.0\" encoding=\"EBCDIC-CP-US\"?>".utf8) + plain,
            Array(text.replacing("<", with: "+ADw-").utf8),
            Array(text.replacingFirst("<saml:Subject>", with: "\u{FEFF}<saml:Subject>").utf8).map {
                $0 == 0xBB ? 0x00 : $0
            },
            // `<` in more bytes than it needs.
            plain.flatMap { $0 == UInt8(ascii: "<") ? [0xC0, 0xBC] : [$0] },
            plain.flatMap { $0 == UInt8(ascii: ">") ? [0xE0, 0x80, 0xBE] : [$0] },
        ]
        for (index, document) in documents.enumerated() {
            #expect(try Fixture.validate(document).refusedBy == .wellFormed, "document \(index)")
        }
    }

    /// As the HTTP-Redirect binding compresses it, or gzip: nothing is inflated.
    @Test func nothingIsInflated() throws {
        // A stored DEFLATE block, and the heads of zlib and gzip.
        let plain = Array(try Patient.text(.bothSigned).utf8)
        let length = [UInt8(plain.count & 255), UInt8(plain.count >> 8)]
        let stored = [1] + length + length.map { ~$0 } + plain
        for head in [[], [0x78, 0x9C], [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]] as [[UInt8]] {
            #expect(try Fixture.validate(head + stored).refusedBy == .wellFormed)
        }
    }

    // MARK: Genuine, and not for us

    struct Stranger: Sendable, CustomTestStringConvertible {
        let check: ResponseCheck
        let testDescription: String
        let change: @Sendable (inout ResponseTemplate) -> Void

        init(
            _ check: ResponseCheck, _ name: String, _ change: @escaping @Sendable (inout ResponseTemplate) -> Void
        ) {
            self.check = check
            testDescription = name
            self.change = change
        }
    }

    private static let other = "https://other.example.org/saml"

    static let strangers: [Stranger] = [
        Stranger(.destination, "another Destination") { $0.destination = other },
        Stranger(.destination, "Destination with a slash more") { $0.destination = Fixture.recipient + "/" },
        Stranger(.recipient, "another Recipient") { $0.recipient = other },
        Stranger(.recipient, "Recipient in another case") { $0.recipient = Fixture.recipient.uppercased() },
        Stranger(.recipient, "Recipient with a query") { $0.recipient = Fixture.recipient + "?x" },
        Stranger(.recipient, "no Recipient") { $0.recipient = nil },
        Stranger(.audience, "another audience") { $0.audienceRestrictions = [[other]] },
        Stranger(.audience, "no audience") { $0.audienceRestrictions = [] },
        Stranger(.audience, "an empty restriction") { $0.audienceRestrictions = [[Fixture.audience], []] },
        Stranger(.audience, "two restrictions") { $0.audienceRestrictions = [[Fixture.audience], [other]] },
        Stranger(.audience, "audience that begins like ours") {
            $0.audienceRestrictions = [[Fixture.audience + ".evil.example"]]
        },
        Stranger(.inResponseTo, "an answer that nobody asked for") { $0.inResponseTo = "_request" },
        Stranger(.status, "no success") { $0.status = "urn:oasis:names:tc:SAML:2.0:status:Requester" },
        Stranger(.confirmation, "holder of key") {
            $0.confirmationMethod = "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"
        },
        Stranger(.confirmationNotOnOrAfter, "confirmation that has ended") {
            $0.confirmationNotOnOrAfter = Fixture.instant.addingTimeInterval(-61)
        },
        Stranger(.confirmationNotOnOrAfter, "confirmation without an end") { $0.confirmationNotOnOrAfter = nil },
        Stranger(.conditionsNotBefore, "not yet") { $0.notBefore = Fixture.instant.addingTimeInterval(61) },
        Stranger(.conditionsNotOnOrAfter, "no longer") {
            $0.notBefore = nil
            $0.notOnOrAfter = Fixture.instant.addingTimeInterval(-61)
        },
        Stranger(.conditionsKnown, "a condition that nobody knows") {
            $0.furtherConditions = "<x:Only xmlns:x=\"urn:x\"/>"
        },
        Stranger(.sessionNotOnOrAfter, "a session that is over") {
            $0.sessionNotOnOrAfter = Fixture.instant.addingTimeInterval(-61)
        },
        Stranger(.responseIssueInstant, "from the future") {
            $0.issueInstant = Fixture.instant.addingTimeInterval(61)
        },
    ]

    @Test(arguments: strangers.indices, Patient.Kind.allCases)
    func notForUs(index: Int, kind: Patient.Kind) throws {
        let stranger = Self.strangers[index]
        for encryption in [nil, try Fixture.encryption()] {
            let signing = ResponseSigning(kind.parts, encryption: encryption)
            let xml = try Fixture.rsa.get().response(Fixture.template(stranger.change), signing: signing)
            let result = try Fixture.validate(xml)
            #expect(result.refusedBy == stranger.check, "\(stranger.testDescription): \(result.failed)")
        }
    }

    /// Another provider of the same broker says our IdP's name, or his own, with his own key.
    @Test(arguments: Patient.Kind.allCases)
    func anotherProvider(kind: Patient.Kind) throws {
        let other = try TestIdentityProvider(
            entityID: "https://other.example.org", singleSignOnURL: "https://other.example.org/sso",
            privateKeyPEM: Fixture.p256.get().privateKeyPEM(), at: Fixture.instant)
        let providers = [try Fixture.rsa.get(), other]
        for encryption in [nil, try Fixture.encryption()] {
            let signing = ResponseSigning(kind.parts, encryption: encryption)
            let own = try other.response(Fixture.template(), signing: signing)
            #expect(try Fixture.validate(own).refusedBy == .responseIssuer)
            #expect(try Fixture.validate(own, trusting: providers).accepted?.issuer == other.entityID)
            let forged = try other.sign(Fixture.template().xml(issuer: Fixture.entityID), signing)
            #expect(try Fixture.validate(forged, trusting: providers).refusedBy == .signatureValid)
            // One name outside, another one inside.
            let response = try XMLTree(parsing: Fixture.template().xml(issuer: Fixture.entityID))
            try response.child("saml:Assertion").child("saml:Issuer").setContent(other.entityID)
            let mixed = try Fixture.rsa.get().sign(response.text, signing)
            let check: ResponseCheck = kind == .responseSigned ? .assertionIssuer : .signatureValid
            #expect(try Fixture.validate(mixed, trusting: providers).refusedBy == check)
        }
    }
}
