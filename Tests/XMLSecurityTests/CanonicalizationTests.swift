import Testing
import XMLSecurity

/// Canonical forms, worked out by hand from the recommendations.
@Suite struct CanonicalizationTests {
    struct Form: Sendable {
        let xml: String
        let inclusive: String
        let exclusive: String
    }

    /// The form of the first child element.
    static let forms = [
        Form(xml: "<r><a/></r>", inclusive: "<a></a>", exclusive: "<a></a>"),
        Form(
            xml: "<r><a  c='3'  b=\"2\"\n/></r>", inclusive: "<a b=\"2\" c=\"3\"></a>",
            exclusive: "<a b=\"2\" c=\"3\"></a>"),
        Form(
            xml: "<r xmlns='urn:d'><a/></r>", inclusive: "<a xmlns=\"urn:d\"></a>", exclusive: "<a xmlns=\"urn:d\"></a>"
        ),
        Form(
            xml: "<r xmlns:x='urn:x' xmlns:y='urn:y'><x:a/></r>",
            inclusive: "<x:a xmlns:x=\"urn:x\" xmlns:y=\"urn:y\"></x:a>",
            exclusive: "<x:a xmlns:x=\"urn:x\"></x:a>"),
        Form(
            xml: "<r><a xmlns:y='urn:y'><y:b/><y:c/></a></r>",
            inclusive: "<a xmlns:y=\"urn:y\"><y:b></y:b><y:c></y:c></a>",
            exclusive: "<a><y:b xmlns:y=\"urn:y\"></y:b><y:c xmlns:y=\"urn:y\"></y:c></a>"),
        Form(
            xml: "<r xml:lang='de'><a z='1' xmlns:b='urn:b' b:a='2' a='3'/></r>",
            inclusive: "<a xmlns:b=\"urn:b\" a=\"3\" z=\"1\" xml:lang=\"de\" b:a=\"2\"></a>",
            exclusive: "<a xmlns:b=\"urn:b\" a=\"3\" z=\"1\" b:a=\"2\"></a>"),
        Form(
            xml: "<r><a>&lt;&gt;&amp;\"'<![CDATA[<&]]>&#13;</a></r>",
            inclusive: "<a>&lt;&gt;&amp;\"'&lt;&amp;&#xD;</a>", exclusive: "<a>&lt;&gt;&amp;\"'&lt;&amp;&#xD;</a>"),
        Form(
            xml: "<r><a b='&lt;>&amp;&quot;&#9;&#10;&#13;x  y\n'/></r>",
            inclusive: "<a b=\"&lt;>&amp;&quot;&#x9;&#xA;&#xD;x  y \"></a>",
            exclusive: "<a b=\"&lt;>&amp;&quot;&#x9;&#xA;&#xD;x  y \"></a>"),
        Form(xml: "<r><a><!-- c -->x<?p  d ?></a></r>", inclusive: "<a>x<?p d ?></a>", exclusive: "<a>x<?p d ?></a>"),
        Form(xml: "<r xmlns='urn:d'><a xmlns=''/></r>", inclusive: "<a></a>", exclusive: "<a></a>"),
    ]

    private func form(_ xml: String, _ method: CanonicalizationMethod) throws -> String {
        let document = try parse(xml)
        let element = try #require(document.root.children.first)
        return String(decoding: try Canonicalizer.canonicalize(element, method: method), as: UTF8.self)
    }

    @Test(arguments: forms)
    func writesKnownForm(_ form: Form) throws {
        #expect(try self.form(form.xml, .inclusive) == form.inclusive)
        #expect(try self.form(form.xml, .inclusive11) == form.inclusive)
        #expect(try self.form(form.xml, .exclusive) == form.exclusive)
    }

    @Test(arguments: CanonicalizationMethod.allCases)
    func keepsCommentsOnlyWhereItSays(method: CanonicalizationMethod) throws {
        #expect(
            try form("<r><a><!-- c --></a></r>", method) == (method.keepsComments ? "<a><!-- c --></a>" : "<a></a>"))
        #expect(method.isExclusive == method.rawValue.contains("xml-exc-c14n"))
    }

    /// A failure must never come out as an empty text, whose digest anybody knows.
    @Test(arguments: CanonicalizationMethod.allCases)
    func refusesRelativeNamespace(method: CanonicalizationMethod) throws {
        let root = try parse("<r><a xmlns:x='relative' x:b=''/></r>").root
        #expect(code { _ = try Canonicalizer.canonicalize(root, method: method) } == .processingFailed)
    }
}
