import Encodings
import FederationTesting
import SAML2
import Testing

/// Values that two readers read differently: cut texts, attributes and elements that look like others.
@Suite struct ContentAttackTests {
    /// Texts that decide something, and the check that misses one that is cut.
    enum Value: CaseIterable, Sendable {
        case nameID, attributeValue, audience, assertionIssuer, responseIssuer

        func element(in response: XMLTree) throws -> XMLTree {
            switch self {
            case .nameID: try response.first("saml:NameID")
            case .attributeValue: try response.first("saml:AttributeValue")
            case .audience: try response.first("saml:Audience")
            case .assertionIssuer: try response.child("saml:Assertion").child("saml:Issuer")
            case .responseIssuer: try response.child("saml:Issuer")
            }
        }

        /// - Parameter kind: what is signed: an Issuer that is not read whole leaves its signature without a key.
        func check(_ kind: Patient.Kind) -> ResponseCheck {
            switch self {
            case .nameID, .attributeValue, .audience: .values
            case .assertionIssuer: kind == .responseSigned ? .assertionIssuer : .signatureValid
            case .responseIssuer: .responseIssuer
            }
        }
    }

    /// Comments are no part of the canonical form: whoever owns `admin.evil.example` cuts his name, and no signature sees it.
    @Test(arguments: Value.allCases, Patient.Kind.allCases)
    func commentsAfterSigning(value: Value, kind: Patient.Kind) throws {
        for comment in ["<!---->", "<!-- x -->", "<!--\n-->", "<!-- > <saml:NameID>admin</saml:NameID> -->"] {
            for position in 0...2 {
                let response = try Patient(kind).response
                let element = try value.element(in: response)
                let text = element.ownText
                let cut = [0, text.count / 2, text.count][position]
                element.setContent(String(text.prefix(cut)) + comment + String(text.dropFirst(cut)))
                let result = try Fixture.validate(response.text)
                #expect(result.refusedBy == value.check(kind), "\(comment) at \(cut): \(result.failed)")
            }
        }
    }

    @Test(arguments: Patient.Kind.allCases)
    func aCommentTurnsOneNameIntoAnother(kind: Patient.Kind) throws {
        let name = "\(Patient.wanted).evil.example"
        let xml = try Fixture.rsa.get().response(
            Fixture.template { $0.subject = NameID(value: name) }, signing: ResponseSigning(kind.parts))
        let response = try XMLTree(parsing: String(decoding: xml, as: UTF8.self).trimmingXMLWhiteSpace)
        #expect(try Fixture.validate(response.text).accepted?.subject.value == name)
        #expect(try !NaiveServiceProvider.isFooled(by: response))
        let element = try response.first("saml:NameID")
        element.setContent(Patient.wanted)
        ["<!---->", ".evil.example"].forEach { element.append(.raw($0)) }
        try WrappingAttackTests.expect(response, refusedBy: .values, "\(kind)")
    }

    /// What the IdP signed because it was told so: an instruction, a comment or an element inside a value.
    @Test(arguments: Value.allCases, Patient.Kind.allCases)
    func cutsThatTheIdPSigned(value: Value, kind: Patient.Kind) throws {
        for cut in ["<?x?>", "<?x <y>?>", "<!---->", "<x/>", "<saml:NameID/>", "<xi:include xmlns:xi=\"urn:x\"/>"] {
            let response = try XMLTree(parsing: Fixture.template().xml(issuer: Fixture.entityID))
            let element = try value.element(in: response)
            let text = element.ownText
            element.setContent(String(text.prefix(3)) + cut + String(text.dropFirst(3)))
            let xml = try Fixture.rsa.get().sign(response.text, ResponseSigning(kind.parts))
            let result = try Fixture.validate(xml)
            // An element in an AttributeValue makes it a value of elements, which is none of ours, unless it is a NameID.
            guard value != .attributeValue || cut.hasPrefix("<?") || cut.hasPrefix("<!") else {
                #expect(result.accepted.map { $0.attributes.flatMap(\.values) } != [text, "writer"], "\(cut)")
                continue
            }
            #expect(result.refusedBy == value.check(kind), "\(cut): \(result.failed)")
        }
    }

    // MARK: Attributes and elements that look like others

    typealias Edit = Surgery<Void>

    /// Another attribute than `ID` where the ID is asked, on what is signed: nothing else is one.
    @Test(arguments: ["x:ID", "Id", "id", "iD", "AssertionID", "ResponseID", "saml:ID"], Patient.Kind.allCases)
    func anotherAttributeIsNoID(name: String, kind: Patient.Kind) throws {
        let response = try Patient(kind).response
        let signed = try SignatureAttackTests.signed(in: response, kind)
        signed[name] = signed["ID"]
        signed["xmlns:x"] = "urn:x"
        signed["ID"] = nil
        let check: ResponseCheck = kind == .assertionSigned ? .signatureShape : .id
        #expect(try Fixture.validate(response.text).refusedBy == check)
    }

    /// One ID twice, spelt in other ways, or as another attribute that some reader takes for one.
    @Test(
        arguments: [
            ("ID", "_assertion-1"), ("ID", "_assertion-&#49;"), ("ID", "&#x5F;assertion-1"), ("ID", "_response-1"),
            ("xml:id", "_assertion-1"), ("xml:id", "_x"), ("ID", ""),
        ], ["samlp:Status", "saml:Subject", "ds:Signature", "ds:KeyInfo", "saml:Audience"])
    func anIDTwice(attribute: (name: String, value: String), element: String) throws {
        try Patient.expectEachKind(refusedBy: .wellFormed) {
            try $0.first(element)[attribute.name] = attribute.value
        }
    }

    static let documents: [Edit] = [
        Edit(.wellFormed, "two ID attributes") {
            $0.attributes.append(XMLTree.Attribute(name: "ID", value: "_other"))
        },
        Edit(.wellFormed, "two attributes of one name and namespace") {
            $0["xmlns:a"] = "urn:x"
            $0["xmlns:b"] = "urn:x"
            $0["a:n"] = ""
            $0["b:n"] = ""
        },
        Edit(.wellFormed, "entity in ID") { $0["ID"] = "&x;" },
        Edit(.wellFormed, "undeclared prefix") { $0["q:ID"] = "_x" },
        Edit(.wellFormed, "namespace twice") {
            $0.attributes.append(XMLTree.Attribute(name: "xmlns:saml", value: "urn:x"))
        },
        Edit(.wellFormed, "prefix xml for another namespace") { $0["xmlns:xml"] = "urn:x" },
        Edit(.wellFormed, "prefix xmlns") { $0["xmlns:xmlns"] = "urn:x" },
        Edit(.wellFormed, "prefix for no namespace") { $0["xmlns:q"] = "" },
    ]

    @Test(arguments: documents.indices)
    func pollution(index: Int) throws {
        let edit = Self.documents[index]
        try Patient.expectEachKind(refusedBy: edit.check, after: edit.cut)
    }

    /// Written so before the IdP signs: attributes in a namespace, elements of another one, values twice.
    static let signedEdits: [Edit] = [
        namespaced("saml:SubjectConfirmationData", "Recipient", .recipient),
        namespaced("saml:SubjectConfirmationData", "NotOnOrAfter", .confirmationNotOnOrAfter),
        namespaced("saml:SubjectConfirmation", "Method", .confirmation),
        namespaced("saml:Attribute", "Name", .values),
        namespaced("saml:Assertion", "Version", .assertionVersion),
        namespaced("saml:Assertion", "IssueInstant", .assertionIssueInstant),
        namespaced("saml:AuthnStatement", "AuthnInstant", .authnStatement),
        namespaced("samlp:Response", "Version", .version),
        namespaced("samlp:Response", "IssueInstant", .responseIssueInstant),
        namespaced("samlp:StatusCode", "Value", .status),
        foreign("saml:NameID", .nameID), foreign("saml:Subject", .nameID),
        foreign("saml:Conditions", .conditionsPresent),
        foreign("saml:AudienceRestriction", .conditionsKnown), foreign("saml:Audience", .audience),
        foreign("saml:SubjectConfirmation", .confirmation), foreign("saml:SubjectConfirmationData", .confirmation),
        foreign("saml:AuthnStatement", .authnStatement), foreign("samlp:Status", .status),
        foreign("samlp:StatusCode", .status),
        Edit(.values, "NameID twice") {
            try XMLTree("saml:NameID", [], [.raw(Patient.wanted)]).insert(before: $0.first("saml:NameID"))
        },
        Edit(.values, "Subject twice") { response in
            let subject = try response.first("saml:Subject")
            try subject.copy().insert(after: subject)
        },
        Edit(.values, "Conditions twice") {
            let conditions = try $0.first("saml:Conditions")
            try conditions.copy().insert(after: conditions)
        },
        Edit(.values, "Issuer twice in the Assertion") {
            let issuer = try $0.child("saml:Assertion").child("saml:Issuer")
            try issuer.copy().insert(after: issuer)
        },
        Edit(.responseIssuer, "Issuer twice in the Response") {
            let issuer = try $0.child("saml:Issuer")
            try issuer.copy().insert(after: issuer)
        },
        Edit(.confirmation, "SubjectConfirmation twice") {
            let confirmation = try $0.first("saml:SubjectConfirmation")
            try confirmation.copy().insert(after: confirmation)
        },
        Edit(.audience, "a second AudienceRestriction for somebody else") {
            try $0.first("saml:Conditions").append(
                XMLTree(
                    "saml:AudienceRestriction", [],
                    [XMLTree("saml:Audience", [], [.raw("https://other.example.org")])]))
        },
        Edit(.conditionsKnown, "a condition that nobody knows") {
            try $0.first("saml:Conditions").append(XMLTree("saml:Condition", [("xmlns:x", "urn:x")]))
        },
        Edit(.values, "EncryptedAttribute") {
            try $0.first("saml:AttributeStatement").append(XMLTree("saml:EncryptedAttribute"))
        },
    ]

    private static func namespaced(_ element: String, _ attribute: String, _ check: ResponseCheck) -> Edit {
        Edit(check, "\(element)/@x:\(attribute)") { response in
            let element = try response.first(element)
            element["xmlns:x"] = "urn:x"
            element["x:" + attribute] = element[attribute]
            element[attribute] = nil
        }
    }

    private static func foreign(_ name: String, _ check: ResponseCheck) -> Edit {
        Edit(check, "\(name) of another namespace") { response in
            let element = try response.first(name)
            element.name = "x:" + (name.split(separator: ":").last.map(String.init) ?? "")
            element["xmlns:x"] = "urn:oasis:names:tc:SAML:1.0:assertion"
        }
    }

    @Test(arguments: signedEdits.indices, Patient.Kind.allCases)
    func signedByTheIdP(index: Int, kind: Patient.Kind) throws {
        let edit = Self.signedEdits[index]
        let response = try XMLTree(parsing: Fixture.template().xml(issuer: Fixture.entityID))
        try edit.cut(response)
        let xml = try Fixture.rsa.get().sign(response.text, ResponseSigning(kind.parts))
        edit.expect(try Fixture.validate(xml))
    }

    // MARK: Other messages

    /// A genuine Assertion in a message of another kind, which a reader finds that asks for no position.
    @Test(arguments: [
        "samlp:LogoutRequest", "samlp:LogoutResponse", "samlp:AuthnRequest", "samlp:ArtifactResponse",
        "samlp:AttributeQuery", "samlp:ManageNameIDRequest", "saml:Assertion", "saml:EncryptedAssertion", "x:Response",
        "samlp:response", "Response", "saml:Response",
    ])
    func anotherMessage(name: String) throws {
        let response = try Patient(.assertionSigned).response
        response.name = name
        response["xmlns:x"] = "urn:x"
        #expect(try NaiveServiceProvider.accepts(response))
        #expect(try Fixture.validate(response.text).refusedBy == .root)
    }

    @Test(arguments: Patient.Kind.allCases)
    func aMessageAroundTheResponse(kind: Patient.Kind) throws {
        let soap = "http://schemas.xmlsoap.org/soap/envelope/"
        let around: [(XMLTree) -> XMLTree] = [
            { XMLTree("soap:Envelope", [("xmlns:soap", soap)], [XMLTree("soap:Body", [], [$0])]) },
            { XMLTree("soap:Envelope", [("xmlns:soap", soap)], [XMLTree("soap:Header", [], [$0])]) },
            { XMLTree("samlp:ArtifactResponse", [("xmlns:samlp", SAML.protocolURI)], [$0]) },
            { XMLTree("samlp:LogoutRequest", [("xmlns:samlp", SAML.protocolURI)], [$0]) },
            { XMLTree("wst:RequestedSecurityToken", [("xmlns:wst", "urn:wst")], [$0]) },
            { XMLTree("x", [], [$0]) },
        ]
        for wrap in around {
            let document = wrap(try Patient(kind).response)
            #expect(try NaiveServiceProvider.accepts(document))
            #expect(try Fixture.validate(document.text).refusedBy == .root)
        }
    }

    @Test func anAssertionAlone() throws {
        let patient = try Patient(.assertionSigned)
        let alone = Patient.standingAlone(try patient.assertion)
        #expect(try NaiveServiceProvider.accepts(alone))
        #expect(try Fixture.validate(alone.text).refusedBy == .root)
    }

    /// A Response around a Response, each signed: nobody may choose.
    @Test func aResponseInAResponse() throws {
        for kind in Patient.Kind.allCases {
            let inner = try Patient(kind).response
            let outer = XMLTree(
                "samlp:Response", inner.attributes.filter { $0.name != "ID" }.map { ($0.name, $0.value) }, [])
            outer["ID"] = "_outer"
            outer.append(try inner.child("saml:Issuer").copy())
            outer.append(try inner.child("samlp:Status").copy())
            outer.append(inner)
            #expect(try Fixture.validate(outer.text).refusedBy == .singleAssertion)
            let xml = try Fixture.rsa.get().sign(outer.text, ResponseSigning(.none))
            #expect(try Fixture.validate(xml).refusedBy == .singleAssertion)
        }
    }
}
