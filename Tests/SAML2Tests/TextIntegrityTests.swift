import FederationTesting
import SAML2
import Testing

/// Values are read whole or not at all, however the parser cuts them into nodes.
@Suite struct TextIntegrityTests {
    /// Exclusive canonicalisation drops comments, so these signatures stay good.
    @Test(arguments: [
        (">alice<", ">al<!-- x -->ice<"), (">alice<", "><!---->alice<"), (">alice<", ">alice<!----><"),
        (">reader<", ">rea<!-- x -->der<"),
        (">\(Fixture.audience)</saml:Audience>", ">\(Fixture.audience)<!-- --></saml:Audience>"),
    ])
    func refusesCommentInValueAfterSigning(old: String, new: String) throws {
        let result = try Fixture.validate(Fixture.signedText(.assertion).replacingFirst(old, with: new))
        #expect(result.failed == [ResponseCheck.values.rawValue] || result.fails(.values))
        #expect(!result.fails(.signatureValid))
    }

    @Test func refusesCommentInIssuer() throws {
        let text = try Fixture.signedText(.assertion)
        let assertion = text.element("saml:Assertion")
        let cut = assertion.replacingFirst("</saml:Issuer>", with: "<!---->.evil</saml:Issuer>")
        #expect(try !Fixture.validate(text.replacingFirst(assertion, with: cut)).isAccepted)
        let comment = assertion.replacingFirst("</saml:Issuer>", with: "<!----></saml:Issuer>")
        #expect(try Fixture.validate(text.replacingFirst(assertion, with: comment)).fails(.values))
    }

    @Test(arguments: [
        (">alice<", ">alice<!---->.evil<"), (">alice<", ">alice<?x?>.evil<"), (">alice<", "><x/>alice<"),
        (">reader<", ">reader<!-- -->s<"), (">reader<", ">reader<?x?><"),
    ])
    func refusesCutValueThatTheIdPSigned(old: String, new: String) throws {
        let xml = try Fixture.signed { $0.replacingFirst(old, with: new) }
        #expect(try Fixture.validate(xml).fails(.values))
    }

    @Test(arguments: [
        (">alice<", "><![CDATA[alice]]><"), (">alice<", ">al<![CDATA[ic]]>e<"), (">alice<", ">&#97;l&#x69;ce<"),
        (">alice<", "><![CDATA[]]>alice<"), ("<saml:Conditions", "<!-- between elements --><saml:Conditions"),
        ("<saml:AttributeValue>", "<!-- x --><saml:AttributeValue>"),
    ])
    func readsTheSameMeaning(old: String, new: String) throws {
        let text = try Fixture.signedText(.assertion).replacingFirst(old, with: new)
        let assertion = try #require(try Fixture.validate(text).accepted)
        #expect(assertion.subject.value == "alice")
        #expect(assertion.attributes.map(\.values) == [["reader", "writer"]])
    }

    @Test(arguments: [
        "a&b", "a<b>c", "\"q\" 'r'", "ü€😀", " leading and trailing ", "a\nb\tc", "a\r\nb", "]]>", "&amp;", "<!-- -->",
        "",
        "\u{2028}\u{200B}", "e\u{301}",
    ])
    func carriesAnyText(value: String) throws {
        let xml = try Fixture.rsa.get().response(
            Fixture.template { template in
                template.attributes = [
                    SAMLAttribute(name: "n&\"<>", nameFormat: "urn:f&", friendlyName: "f\nf", values: [value])
                ]
            })
        let assertion = try #require(try Fixture.validate(xml).accepted)
        #expect(assertion.attributes.map(\.name) == ["n&\"<>"])
        #expect(
            assertion.attributes.first.map { Array($0.values.joined().unicodeScalars) } == Array(value.unicodeScalars))
    }

    @Test func leavesOutNilValuesAndReadsNameIDValues() throws {
        let xsi = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
        let xml = try Fixture.signed {
            $0.replacingFirst(
                "<saml:AttributeValue>reader</saml:AttributeValue>",
                with: """
                    <saml:AttributeValue \(xsi) xsi:nil="true"/><saml:AttributeValue><saml:NameID>id</saml:NameID></saml:AttributeValue>\
                    <saml:AttributeValue \(xsi) xmlns:xs="urn:xs" xsi:type="xs:string">typed</saml:AttributeValue>
                    """)
        }
        #expect(
            try #require(try Fixture.validate(xml).accepted).attributes.map(\.values) == [["id", "typed", "writer"]])
    }
}
