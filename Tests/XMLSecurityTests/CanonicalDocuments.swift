import TestSupport

/// Documents with everything in which implementations of canonicalisation have differed: namespaces declared, declared again, taken
/// back and inherited, attributes that are ordered by their namespace's name, `xml:` attributes above the element, references,
/// carriage returns, CDATA, comments, instructions, texts longer than a buffer.
struct CanonicalDocuments {
    private var generator: SeededGenerator
    /// Whether the last document has nothing of which only xmlsec knows the form.
    private(set) var isPlain = true

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    private static let prefixes = ["a", "b", "c", "é"]
    private static let plainNames = [
        "urn:x", "urn:a", "http://www.w3.org/2000/09/xmldsig#", "urn:oasis:names:tc:SAML:2.0:assertion",
        "http://example.org/a_b-c/d", "urn:x",
    ]
    /// libxml2 refuses the first two, and writes the others otherwise than the recommendation has it, or is not trusted to.
    private static let unusualNames = [
        "relative", "../up", "urn:a&amp;b", "http://example.org:80/", "http://10.0.0.1/", "urn:a%20b", "urn:it&apos;s",
        "http://example.org/?a=b",
    ]
    private static let texts = [
        "", "text", " ", "\n  ", "a&lt;b", "&gt;&amp;\"'", "&#13;", "x&#xD;&#10;y", "\r\n", "\r", "\t", "&#9;",
        "<![CDATA[<&>\r]]>", "<![CDATA[]]>", "]]&gt;", "\u{E9}\u{4E2D}\u{1F600}", "&#233;", "&apos;&quot;", "a]]b",
    ]
    private static let values = [
        "", "v", "&lt;>&amp;&quot;'", "&#9;&#10;&#13;", "a\tb\nc", "a\r\nb", "  x  ", "\u{E9}\u{4E2D}", "&apos;",
        "&#x20AC;",
    ]

    /// Whether it happens this time.
    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &generator)]
    }

    /// A list of prefixes as InclusiveNamespaces has it.
    mutating func prefixList() -> String {
        ["a", "b", "é", "#default", "xml", "unknown"].filter { _ in chance(35) }.joined(separator: " ")
    }

    /// A document, perhaps with names of namespaces that are not plain.
    mutating func document(withUnusualNames: Bool = false) -> String {
        isPlain = true
        let before = chance(30) ? "<!-- before --><?before it?>\n" : ""
        return before + element(scope: [], depth: 0, unusual: withUnusualNames) + (chance(20) ? "\n<!--after-->" : "")
    }

    private mutating func element(scope: Set<String>, depth: Int, unusual: Bool) -> String {
        var scope = scope
        var attributes: [String] = []
        for prefix in Self.prefixes where chance(20) {
            attributes.append("xmlns:\(prefix)='\(namespace(unusual: unusual))'")
            scope.insert(prefix)
        }
        if chance(20) { attributes.append("xmlns='\(chance(35) ? "" : namespace(unusual: unusual))'") }
        attributes += plainAttributes() + xmlAttributes() + prefixedAttributes(scope)
        attributes.shuffle(using: &generator)
        let prefix = chance(50) ? scope.sorted().first { _ in chance(50) } : nil
        let name = (prefix.map { $0 + ":" } ?? "") + pick(["e", "f", "Assertion"])
        let tag = ([name] + attributes).joined(separator: pick([" ", "\n ", "  "]))
        let contents = contents(scope: scope, depth: depth, unusual: unusual)
        return contents.isEmpty && chance(50) ? "<\(tag)/>" : "<\(tag)>\(contents)</\(name)\(pick(["", " "]))>"
    }

    private mutating func namespace(unusual: Bool) -> String {
        guard unusual, chance(30) else { return pick(Self.plainNames) }
        isPlain = false
        return pick(Self.unusualNames)
    }

    private mutating func plainAttributes() -> [String] {
        ["z", "b", "ab", "B", "é"].filter { _ in chance(20) }.map { name in "\(name)=\"\(pick(Self.values))\"" }
    }

    /// Each name once for each prefix: two prefixes of one namespace would make an attribute stand twice.
    private mutating func prefixedAttributes(_ scope: Set<String>) -> [String] {
        scope.sorted().filter { _ in chance(25) }.map { prefix in
            "\(prefix):\(pick(["n", "k"]))\(prefix) = \"\(pick(Self.values))\""
        }
    }

    private mutating func xmlAttributes() -> [String] {
        ["lang", "space", "other", "base"].filter { $0 == "base" ? chance(2) : chance(10) }.map { name in
            "xml:\(name)='\(name == "base" ? pick(["http://example.org/", "x", ""]) : pick(["de", "en", ""]))'"
        }
    }

    private mutating func contents(scope: Set<String>, depth: Int, unusual: Bool) -> String {
        var contents = ""
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            switch Int.random(in: 0..<12, using: &generator) {
            case 0: contents += "<!--\(pick(["", " c ", "\r\n", "é"]))-->"
            case 1: contents += pick(["<?p?>", "<?p  d ?>", "<?p \r?>", "<?p-q &amp;<>?>"])
            case 2 where chance(10):
                contents += String(
                    repeating: pick(["x", "&lt;", "é"]), count: Int.random(in: 1...6_000, using: &generator))
            case 2...5: contents += pick(Self.texts)
            default: if depth < 7 { contents += element(scope: scope, depth: depth + 1, unusual: unusual) }
            }
        }
        return contents
    }
}
