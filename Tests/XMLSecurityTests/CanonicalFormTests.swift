import Testing

@testable import XMLSecurity

/// Canonical forms that this module writes itself, byte for byte as libxml2 writes them.
@Suite struct CanonicalFormTests {
    private static func elements(of document: XMLDocument) -> [XMLElement] {
        var found: [XMLElement] = []
        var waiting = [document.root]
        while let element = waiting.popLast() {
            found.append(element)
            waiting += element.children
        }
        return found
    }

    /// What differs from what libxml2 writes, nil when nothing does.
    private static func difference(
        _ own: [UInt8], _ element: XMLElement, _ form: CanonicalForm, omitting omitted: XMLElement? = nil
    ) -> String? {
        let other = try? Canonicalizer.canonicalize(element, as: form, omitting: omitted)
        guard own != other else { return nil }
        let seen = String(decoding: own, as: UTF8.self)
        return "\(form.method): \(seen) instead of \(other.map { String(decoding: $0, as: UTF8.self) } ?? "a refusal")"
    }

    private static func forms(keepsComments: Bool = true, prefixList: String) -> [CanonicalForm] {
        CanonicalizationMethod.allCases.flatMap { method in
            let bare = CanonicalForm(method, keepsComments: keepsComments)
            return method.isExclusive ? [bare, CanonicalForm(method, prefixList: prefixList)] : [bare]
        }
    }

    /// Forms of elements of many documents, each element whole or without one of those below it.
    @Test(arguments: 0..<16)
    func agreesWithLibxml2(seed: Int) throws {
        var documents = CanonicalDocuments(seed: UInt64(seed))
        var (written, left) = (0, 0)
        for number in 0..<100 {
            let text = documents.document(withUnusualNames: number % 8 == 7)
            let document = try parse(text)
            #expect(document.hasPlainNamespaces == documents.isPlain, "\(text)")
            let elements = Self.elements(of: document)
            let element = documents.pick(elements)
            let below = elements.filter { $0.isContained(in: element) && !$0.isIdentical(to: element) }
            let omitted = below.isEmpty || documents.chance(50) ? nil : documents.pick(below)
            for form in Self.forms(keepsComments: documents.chance(50), prefixList: documents.prefixList()) {
                guard let own = form.bytes(of: element, omitting: omitted) else {
                    left += 1
                    // All that could be left of a plain document is `xml:base`.
                    #expect(!documents.isPlain || form.method.isVersion11, "\(text)")
                    continue
                }
                written += 1
                if let difference = Self.difference(own, element, form, omitting: omitted) {
                    Issue.record("\(difference)\nof \(text)")
                }
            }
        }
        #expect(written > 5 * left)
    }

    /// Texts and values that end just where a buffer does.
    @Test(arguments: ["x", "&lt;", "é"])
    func agreesAtTheEndsOfBuffers(unit: String) throws {
        for count in Array(4_080...4_100) + [8_180, 8_192, 12_288, 20_000] {
            let long = String(repeating: unit, count: count)
            for xml in ["<a b='\(long)'>\(unit)<c/>\(unit)</a>", "<a>\(long)</a>"] {
                let root = try parse(xml).root
                let own = try #require(CanonicalForm(.exclusive).bytes(of: root))
                #expect(Self.difference(own, root, CanonicalForm(.exclusive)) == nil)
            }
        }
    }

    @Test func agreesOnDeepAndWideElements() throws {
        let declarations = (0..<30).map { "xmlns:p\($0)='urn:\(30 - $0)'" }.joined(separator: " ")
        let attributes = (0..<30).map { "p\($0):a='\($0)'" }.joined(separator: " ")
        let deep = String(repeating: "<p1:a xmlns='urn:d'><a xmlns=''>", count: 23)
        let document = try parse(
            "<r \(declarations)><x \(attributes)/>\(deep)\(String(repeating: "</a></p1:a>", count: 23))</r>")
        for form in Self.forms(prefixList: "p3 #default p29") {
            for element in Self.elements(of: document) {
                let own = try #require(form.bytes(of: element))
                #expect(Self.difference(own, element, form) == nil)
            }
        }
    }

    private func own(_ xml: String, _ form: CanonicalForm, child: Bool = true) throws -> String? {
        let root = try parse(xml).root
        let element = child ? try #require(root.children.first) : root
        return form.bytes(of: element).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: CanonicalizationTests.forms)
    func writesKnownForm(_ form: CanonicalizationTests.Form) throws {
        #expect(try own(form.xml, CanonicalForm(.inclusive)) == form.inclusive)
        #expect(try own(form.xml, CanonicalForm(.inclusive11)) == form.inclusive)
        #expect(try own(form.xml, CanonicalForm(.exclusive)) == form.exclusive)
    }

    /// Canonical XML 1.0, sections 3.3, 3.4 and 3.6, as far as they need no DTD.
    @Test func writesTheExamplesOfCanonicalXML() throws {
        let tags = """
            <doc>
               <e1   />
               <e3   name = "elem3"   id="elem3"   />
               <e5 a:attr="out" b:attr="sorted" attr2="all" attr="I'm"
                  xmlns:b="http://www.ietf.org"
                  xmlns:a="http://www.w3.org"
                  xmlns="http://example.org"/>
               <e6 xmlns="" xmlns:a="http://www.w3.org">
                  <e7 xmlns="http://www.ietf.org">
                     <e8 xmlns="" xmlns:a="http://www.w3.org">
                        <e9 xmlns="" xmlns:a="http://www.ietf.org"/>
                     </e8>
                  </e7>
               </e6>
            </doc>
            """
        let canonicalTags = """
            <doc>
               <e1></e1>
               <e3 id="elem3" name="elem3"></e3>
               <e5 xmlns="http://example.org" xmlns:a="http://www.w3.org" xmlns:b="http://www.ietf.org" attr="I'm" \
            attr2="all" b:attr="sorted" a:attr="out"></e5>
               <e6 xmlns:a="http://www.w3.org">
                  <e7 xmlns="http://www.ietf.org">
                     <e8 xmlns="">
                        <e9 xmlns:a="http://www.ietf.org"></e9>
                     </e8>
                  </e7>
               </e6>
            </doc>
            """
        let characters = """
            <doc>
               <text>First line&#x0d;&#10;Second line</text>
               <value>&#x32;&#169;</value>
               <compute><![CDATA[value>"0" && value<"10" ?"valid":"error"]]></compute>
               <compute expr='value>"0" &amp;&amp; value&lt;"10" ?"valid":"error"'>valid</compute>
               <norm attr=' &apos;   &#x20;&#13;&#xa;&#9;   &apos; '/>
            </doc>
            """
        let canonicalCharacters = """
            <doc>
               <text>First line&#xD;
            Second line</text>
               <value>2\u{A9}</value>
               <compute>value&gt;"0" &amp;&amp; value&lt;"10" ?"valid":"error"</compute>
               <compute expr="value>&quot;0&quot; &amp;&amp; value&lt;&quot;10&quot; \
            ?&quot;valid&quot;:&quot;error&quot;">valid</compute>
               <norm attr=" '    &#xD;&#xA;&#x9;   ' "></norm>
            </doc>
            """
        #expect(try own(tags, CanonicalForm(.inclusive), child: false) == canonicalTags)
        #expect(try own(characters, CanonicalForm(.inclusive), child: false) == canonicalCharacters)
    }

    /// Exclusive XML Canonicalization 1.0, section 2.2: one element in two surroundings.
    @Test func writesTheExampleOfExclusiveCanonicalization() throws {
        let stuff = "<n3:stuff xmlns:n3='ftp://example.org'/>"
        let element = "<n1:elem2 xmlns:n1='http://example.net' xml:lang='en'>\(stuff)</n1:elem2>"
        let local = "<n0:local xmlns:n0='foo:bar' xmlns:n3='ftp://example.org'>\(element)</n0:local>"
        let pdu =
            "<n2:pdu xmlns:n1='http://example.com' xmlns:n2='http://foo.example' xml:lang='fr' xml:space='retain'>"
            + element + "</n2:pdu>"
        let exclusive =
            #"<n1:elem2 xmlns:n1="http://example.net" xml:lang="en"><n3:stuff xmlns:n3="ftp://example.org"></n3:stuff>"#
            + "</n1:elem2>"
        #expect(try own(local, CanonicalForm(.exclusive)) == exclusive)
        #expect(try own(pdu, CanonicalForm(.exclusive)) == exclusive)
        #expect(
            try own(local, CanonicalForm(.inclusive))
                == #"<n1:elem2 xmlns:n0="foo:bar" xmlns:n1="http://example.net" xmlns:n3="ftp://example.org" xml:lang="en">"#
                + "<n3:stuff></n3:stuff></n1:elem2>")
        #expect(
            try own(pdu, CanonicalForm(.inclusive))
                == #"<n1:elem2 xmlns:n1="http://example.net" xmlns:n2="http://foo.example" xml:lang="en" xml:space="retain">"#
                + #"<n3:stuff xmlns:n3="ftp://example.org"></n3:stuff></n1:elem2>"#)
    }

    /// Prefixes of the list are declared where they come into scope, used or not.
    @Test(arguments: [
        ("", "<e></e>"), ("a", "<e xmlns:a=\"urn:a\"></e>"), ("a zz b", "<e xmlns:a=\"urn:a\" xmlns:b=\"urn:b\"></e>"),
        ("#default", "<e xmlns=\"urn:d\"></e>"),
    ])
    func declaresListedPrefixes(list: String, form: String) throws {
        let isDefault = list == "#default"
        let xml = "<r xmlns:a='urn:a' xmlns:b='urn:b' \(isDefault ? "xmlns='urn:d'" : "")><e/></r>"
        #expect(try own(xml, CanonicalForm(.exclusive, prefixList: list)) == form)
    }

    /// In lists as these xmlsec finds other names, or refuses them.
    @Test(arguments: [nil, " a", "a  b", "a ", "a\tb", "a\nb"])
    func leavesUnusualListsToXmlsec(list: String?) throws {
        #expect(try own("<r><e/></r>", CanonicalForm(.exclusive, prefixList: list)) == nil)
    }

    @Test(arguments: [
        "relative", "", "urn:a&amp;b", "http://a:80/", "http://1.2.3.4/", "urn:a%20", "urn:a?b", "u1:a", "urn:'",
        "//a/b",
        "#a",
    ])
    func leavesUnusualNamesOfNamespacesToXmlsec(name: String) throws {
        let isNone = name.isEmpty
        let document = try parse("<r><e/><f xmlns\(isNone ? "" : ":x")=\"\(name)\"/></r>")
        #expect(document.hasPlainNamespaces == isNone)
        // Wherever they stand: xmlsec looks at the whole document.
        #expect((CanonicalForm(.exclusive).bytes(of: document.root.children[0]) == nil) != isNone)
    }

    @Test(arguments: ["<r xml:base='x'><e/></r>", "<r><e xml:base='x'/></r>", "<r><e><f xml:base=''/></e></r>"])
    func leavesBasesOfCanonicalXML11ToXmlsec(xml: String) throws {
        #expect(try own(xml, CanonicalForm(.inclusive11)) == nil)
        #expect(try own(xml, CanonicalForm(.inclusive)) != nil)
        #expect(try own(xml, CanonicalForm(.exclusive)) != nil)
    }
}
