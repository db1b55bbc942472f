import Testing
import XMLSecurity

@Suite struct XMLDocumentTests {
    @Test(arguments: [
        ("<a", XMLSecurityError.Code.malformedDocument), ("", .malformedDocument), ("<a></b>", .malformedDocument),
        ("<a/><a/>", .malformedDocument),
        ("<a b=1/>", .malformedDocument), ("<a b='' b=''/>", .malformedDocument), ("<a>&x;</a>", .malformedDocument),
        ("<x:a/>", .malformedDocument), ("<a x:b=''/>", .malformedDocument), ("<a><!-- -- --></a>", .malformedDocument),
        ("<!DOCTYPE a><a/>", .documentTypeDeclaration), ("<a><!DOCTYPE a></a>", .documentTypeDeclaration),
        ("<a><!x></a>", .documentTypeDeclaration),
        ("<a ID='x'><b ID='x'/></a>", .duplicateID), ("<a xml:id='x'/>", .duplicateID),
        ("<a><b ID=''/></a>", .duplicateID),
        ("<?xml version=\"1.0\" encoding=\"UTF-7\"?><a/>", .encodingNotAllowed), ("<\u{0}a/>", .encodingNotAllowed),
        ("L<a/>", .malformedDocument),
    ])
    func refuses(text: String, expected: XMLSecurityError.Code) {
        #expect(code { _ = try parse(text) } == expected)
    }

    @Test func saysWhere() {
        #expect {
            _ = try parse("<a>\n  <b></c>\n</a>")
        } throws: { error in
            "\(error)".contains("line 2")
        }
    }

    static let limits = XMLLimits(
        bytes: 400, depth: 3, elements: 5, attributesPerElement: 2, namespacesInScope: 2, namespaceSteps: 20,
        comparedBytes: 1_000)

    @Test(arguments: [
        "<a/>", "<a><b><c/></b></a>", "<a><b/><b/><b/><b/></a>",
        "<a xmlns='u' xmlns:b='u'/>", "<a xmlns:p='u'><b xmlns:q='u'/><b xmlns:q='u'/></a>",
        "<a><!-- <b><b><b><b><b><b> --></a>",
        "<a><![CDATA[<b><b><b><b><b><b>]]></a>", "<a><?p <b><b><b><b><b><b> ?></a>", "<a b = '1' c= '2'/>",
        "<a>= = = = =</a>", "<a b='======'/>",
        "<a b='/'><c/></a>", "<a\n/>",
    ])
    func acceptsUpToTheLimits(text: String) throws {
        #expect(try parse(text, limits: Self.limits).root.localName == "a")
    }

    @Test(arguments: [
        "<a><b><c><d/></c></b></a>", "<a><b/><b/><b/><b/><b/></a>", "<a b='' c='' d=''/>",
        "<a xmlns:p='u' xmlns:q='u' b=''/>",
        "<a xmlns:p='u' xmlns:q='u'><b xmlns:r='u'/></a>", "<a b =\n'' c\t= '' d = ''/>",
        "<a xmlns:p='u' xmlns:q='u'><b/><b/><b/><b/></a>",
        "<a b='>' c='>' d='>'/>", "<a>" + String(repeating: "x", count: 400) + "</a>",
    ])
    func refusesBeyondThem(text: String) {
        #expect(code { _ = try parse(text, limits: Self.limits) } == .limitExceeded)
    }

    /// Names that are compared over and over, each next to one that is just short enough.
    @Test(arguments: [
        (256, 64, 2, nil), (257, 64, 2, XMLSecurityError.Code.limitExceeded), (256, 65, 2, .limitExceeded),
        (200, 1, 1, nil), (200, 1, 3, .limitExceeded),
    ])
    func boundsNamesOfNamespaces(bytes: Int, prefix: Int, children: Int, expected: XMLSecurityError.Code?) {
        var limits = Self.limits
        limits.bytes = 1_000
        limits.comparedBytes = bytes == 200 ? 1_000 : 100_000
        let name = "xmlns:\(String(repeating: "p", count: prefix))='\(String(repeating: "u", count: bytes))'"
        let text = "<a \(name) b=''>\(String(repeating: "<c d='' e=''/>", count: children))</a>"
        #expect(code { _ = try parse(text, limits: limits) } == expected)
    }

    /// The word alone is no declaration of an encoding, and one without quotes names none.
    @Test func readsAnEncodingInItsDeclarationAlone() throws {
        #expect(try parse("<a encoding='UTF-7'/>").root.attribute("encoding") == "UTF-7")
        #expect(code { _ = try parse("<?xml version='1.0' encoding='UTF-7'?><a/>") } == .encodingNotAllowed)
        #expect(code { _ = try parse("<?xml version='1.0' encoding=UTF-7?><a/>") } == .malformedDocument)
    }

    @Test func decodesReferencesInValues() throws {
        let root = try parse("<a b='1 &amp; &lt;2&gt; &#51; &quot;' c=''>x &amp; <![CDATA[y < z]]> &#x7A;</a>").root
        #expect(root.attribute("b") == "1 & <2> 3 \"" && root.attribute("c") == "" && root.attribute("d") == nil)
        #expect(try root.text() == "x & y < z z")
    }

    @Test(arguments: ["<a>x<b/></a>", "<a>x<!-- -->y</a>", "<a><?p?></a>"])
    func readsNoMixedText(text: String) throws {
        let root = try parse(text).root
        #expect(code { _ = try root.text() } == .mixedContent)
    }

    @Test func readsOnlyAttributesWithoutNamespace() throws {
        let root = try parse("<a xmlns:x='urn:x' x:ID='1' id='2'><x:b/><b xmlns='urn:x'/></a>").root
        #expect(root.attribute("ID") == nil && root.attribute("id") == "2")
        #expect(root.attribute(XMLName("urn:x", "ID")) == "1" && root.attribute(XMLName("urn:y", "ID")) == nil)
        #expect(
            root.children(named: XMLName("urn:x", "b")).count == 2 && root.firstChild(named: XMLName("", "b")) == nil)
        #expect(root.children.map(\.qualifiedName) == ["{urn:x}b", "{urn:x}b"])
    }

    @Test func walksWithinItsSubtree() throws {
        let root = try parse("<a xmlns='u'><b><c/><b/></b><b/></a>").root
        let name = XMLName("u", "b")
        let first = try #require(root.children.first)
        #expect(root.descendants(named: name).count == 3 && first.descendants(named: name).count == 2)
        #expect(
            first.isContained(in: root) && !root.isContained(in: first) && first.parent?.isIdentical(to: root) == true)
        #expect(root.parent == nil)
    }

    @Test func keepsItsDocumentAlive() throws {
        func leaf() throws -> XMLElement? { try parse("<a><b c='d'>e</b></a>").root.children.first }
        let element = try #require(try leaf())
        #expect(try element.text() == "e" && element.attribute("c") == "d" && element.parent?.localName == "a")
    }
}
