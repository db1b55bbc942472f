import FederationTesting
import Testing

/// The instrument itself: what it does not touch stays as it was, to the byte.
@Suite struct XMLTreeTests {
    @Test(arguments: Patient.Kind.allCases)
    func writesWhatItRead(kind: Patient.Kind) throws {
        let text = try Patient.text(kind)
        let tree = try XMLTree(parsing: text)
        #expect(tree.text == text && tree.copy().text == text)
    }

    @Test(arguments: [
        "<a/>", "<a b=\"c\" d=\"&lt;>\"><!-- <x> --><?p <y>?><![CDATA[<z>]]> t &amp; <e:f>g</e:f></a>",
        "<a>\n<b> </b>\t</a>",
    ])
    func keepsMarkupAsItIs(text: String) throws {
        #expect(try XMLTree(parsing: text).text == text)
    }

    @Test func cutsAndJoins() throws {
        let root = try XMLTree(parsing: "<r><a>1</a><b x=\"y\"><c/></b><a>2</a></r>")
        let (a, b, c) = (try root.first("a"), try root.first("b"), try root.first("c"))
        try a.insert(after: c)
        #expect(root.text == "<r><b x=\"y\"><c/><a>1</a></b><a>2</a></r>")
        try b.wrap(in: XMLTree("w"))
        b["x"] = nil
        try c.replace(with: .raw("t"), XMLTree("d"))
        #expect(root.text == "<r><w><b>t<d/><a>1</a></b></w><a>2</a></r>")
        #expect(a.ancestors.map(\.name) == ["b", "w", "r"] && root.all("a").count == 2)
        #expect(b.detach().text == "<b>t<d/><a>1</a></b>" && root.text == "<r><w/><a>2</a></r>")
    }

    @Test(arguments: ["<a>", "<a></b>", "</a>", "<a b=c/>", "<a", "", "<!-- -->", "<a/><!--"])
    func saysWhatItCannotRead(text: String) {
        #expect(throws: SurgeryError.self) { try XMLTree(parsing: text) }
    }

    @Test func saysWhatIsNotThere() throws {
        let root = try XMLTree(parsing: "<r/>")
        #expect(throws: SurgeryError.self) { try root.first("a") }
        #expect(throws: SurgeryError.self) { try root.child("a") }
        #expect(throws: SurgeryError.self) { try XMLTree("a").insert(before: root) }
    }
}
