import CXMLSec
import TestSupport
import Testing

@testable import XMLSecurity

/// What is scanned is what is parsed, byte for byte, whatever encoding somebody may take the bytes for.
@Suite struct XMLInputTests {
    private static let dtd = "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"

    private static func utf16(_ text: String, isBigEndian: Bool, mark: Bool) -> [UInt8] {
        (mark ? "\u{FEFF}" + text : text).utf16.flatMap { unit in
            let bytes = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            return isBigEndian ? bytes : bytes.reversed()
        }
    }

    private static func utf32(_ text: String, isBigEndian: Bool, mark: Bool) -> [UInt8] {
        (mark ? "\u{FEFF}" + text : text).unicodeScalars.flatMap { scalar in
            let bytes = [24, 16, 8, 0].map { UInt8(scalar.value >> $0 & 0xFF) }
            return isBigEndian ? bytes : bytes.reversed()
        }
    }

    /// The document in each family of encodings of XML 1.0, appendix F, that is not ASCII.
    private static func families(_ text: String) -> [[UInt8]] {
        [true, false].flatMap { isBigEndian in
            [true, false].flatMap { mark in
                [
                    utf16(text, isBigEndian: isBigEndian, mark: mark),
                    utf32(text, isBigEndian: isBigEndian, mark: mark),
                ]
            }
        }
    }

    /// Bytes that are text in one encoding, whose text is again bytes of another one.
    @Test func refusesAnEncodingInsideAnother() {
        for inner in Self.families(Self.dtd) + Self.families("<a/>") {
            // Each byte as a character of UTF-16, and each two bytes as one.
            let characters = String(String.UnicodeScalarView(inner.map { Unicode.Scalar($0) }))
            for outer in Self.families(characters) + [Array(characters.utf8)] {
                #expect(throws: XMLSecurityError.self) { try XMLDocument(parsing: outer, limits: .message) }
            }
        }
        for inner in Self.families(Self.dtd) {
            for mark in [[0xFE, 0xFF], [0xFF, 0xFE], [0xEF, 0xBB, 0xBF]] as [[UInt8]] {
                #expect(throws: XMLSecurityError.self) { try XMLDocument(parsing: mark + inner, limits: .message) }
            }
        }
    }

    @Test func refusesADoctypeInAnyFamily() {
        for bytes in Self.families(Self.dtd) + [Array(Self.dtd.utf8)] {
            #expect(throws: XMLSecurityError.self) { try XMLDocument(parsing: bytes, limits: .message) }
        }
    }

    @Test func readsUTF16WithAMarkAlone() throws {
        for isBigEndian in [true, false] {
            let marked = Self.utf16("<a>ä𝄞</a>", isBigEndian: isBigEndian, mark: true)
            #expect(try XMLDocument(parsing: marked, limits: .message).root.text() == "ä𝄞")
            #expect(throws: XMLSecurityError.self) {
                try XMLDocument(parsing: Array(marked.dropFirst(2)), limits: .message)
            }
            let twice = Self.utf16("\u{FEFF}<a/>", isBigEndian: isBigEndian, mark: true)
            #expect(code { _ = try XMLDocument(parsing: twice, limits: .message) } == .malformedDocument)
        }
    }

    /// A NUL ends a text for C alone.
    @Test func refusesNULAnywhere() throws {
        let text = Array("<?xml version=\"1.0\"?><a b='c'><!-- d --><e>f</e><?g h?></a>\n".utf8)
        #expect(try XMLDocument(parsing: text, limits: .message).root.localName == "a")
        for position in 0...text.count {
            let changed = text[..<position] + [0] + text[position...]
            #expect(throws: XMLSecurityError.self) { try XMLDocument(parsing: Array(changed), limits: .message) }
        }
        for tail in ["\0", "\0\0\0", "\0<x/>", "\0</a>"] {
            #expect(
                code { _ = try XMLDocument(parsing: text + Array(tail.utf8), limits: .message) } == .malformedDocument)
        }
    }

    @Test func knowsEveryXMLCharacter() throws {
        let fine: Set<UInt32> = [0x09, 0x0A, 0x0D]
        let edges: [UInt32] = [
            0x7F, 0x80, 0x7FF, 0x800, 0xFFF, 0x1000, 0xCFFF, 0xD000, 0xD7FF, 0xE000, 0xFDD0, 0xFFFD, 0xFFFE, 0xFFFF,
            0x10000, 0x1FFFE, 0x3FFFF, 0x40000, 0xFFFFF, 0x100000, 0x10FFFF,
        ]
        for value in Array(0...0x7F) + edges {
            let scalar = try #require(Unicode.Scalar(value))
            guard scalar != "<", scalar != "&" else { continue }
            for padding in ["", "1234567", "12345678"] {
                let text = "<a>\(padding)\(Character(scalar))\(padding)</a>"
                let isCharacter = value >= 0x20 && value != 0xFFFE && value != 0xFFFF || fine.contains(value)
                let isTaken = code { _ = try XMLDocument(parsing: Array(text.utf8), limits: .message) } == nil
                #expect(isTaken == isCharacter, "U+\(String(value, radix: 16))")
            }
        }
    }

    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x3C], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
            [0xE2, 0x82], [0xE2, 0x82, 0x3C], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80],
            [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE],
            [0xFF], [0xEF, 0xBF, 0xBE], [0xEF, 0xBF, 0xBF], [0xC0, 0xBC],
        ] as [[UInt8]])
    func refusesWhatIsNotUTF8(bytes: [UInt8]) {
        for place in [0, 1, 7, 8, 9] {
            let text = Array("<a>".utf8) + Array(repeating: 0x78, count: place) + bytes + Array("</a>".utf8)
            #expect {
                _ = try XMLDocument(parsing: text, limits: .message)
            } throws: { error in
                // Refused here, and not by the parser behind.
                "\(error)".hasPrefix("malformedDocument: line 1: the bytes at \(3 + place) are no character of XML")
            }
            #expect(throws: XMLSecurityError.self) {
                try XMLDocument(parsing: Array("<a>".utf8) + bytes, limits: .message)
            }
        }
    }

    @Test(
        arguments: [
            ([0xFF, 0xFE, 0, 0, 0x3C, 0, 0, 0], "encodingNotAllowed: UTF-32"),
            ([0, 0, 0xFE, 0xFF, 0, 0, 0, 0x3C], "encodingNotAllowed: UTF-32"),
            ([0x3C, 0, 0x61, 0], "encodingNotAllowed: UTF-16 or UTF-32 without a byte order mark"),
            ([0x4C, 0x6F, 0xA7, 0x94, 0x93], "encodingNotAllowed: EBCDIC"),
            ([0xFE, 0xFF, 0, 0x3C, 0xD8, 0], "malformedDocument: bytes that are not UTF-16"),
            ([0xFF, 0xFE, 0x3C, 0, 0, 0xDC], "malformedDocument: bytes that are not UTF-16"),
            ([0xFE, 0xFF, 0, 0x3C, 0], "malformedDocument: UTF-16 with an odd number"),
            ([0xFE, 0xFF, 0xFE, 0xFF, 0, 0x3C], "malformedDocument: the document has two byte order marks"),
            ([], "malformedDocument: the document is empty"),
            ([0xEF, 0xBB, 0xBF], "malformedDocument: the document is empty"),
        ] as [([UInt8], String)])
    func namesWhatItIs(bytes: [UInt8], says: String) {
        #expect {
            _ = try XMLDocument(parsing: bytes, limits: .message)
        } throws: { error in
            "\(error)".hasPrefix(says)
        }
    }

    @Test(arguments: ["{\"error\":\"x\"}", "PHNhbWw+", "\u{7D}\u{92}", "x<a/>", "+ADw-a/+AD4-", "\u{FEFF}\u{FEFF}<a/>"])
    func saysThatItIsNoXML(text: String) {
        #expect {
            _ = try parse(text)
        } throws: { error in
            guard let error = error as? XMLSecurityError else { return false }
            return error.code == .malformedDocument && error.message.contains("not XML: it begins with")
        }
    }

    @Test(arguments: ["us-ascii", "iso-8859-1"])
    func refusesAnotherEncodingBehindAMark(name: String) {
        let text = "\u{FEFF}<?xml version=\"1.0\" encoding=\"\(name)\"?><a/>"
        #expect(code { _ = try parse(text) } == .encodingNotAllowed)
        #expect(code { _ = try parse(String(text.dropFirst())) } == nil)
    }

    private static func marks(_ count: Int) -> String { String(repeating: "\u{301}\u{327}", count: count / 2) }

    /// To compare a text takes Swift the square of the marks in a row, wherever they stand and however they are written.
    @Test(arguments: [
        "<a>e#</a>", "<a b='e#'/>", "<e#/>", "<a e#=''/>",
        "<a>e<b>#</b></a>", "<a>e<!-- -->#</a>", "<a>e<![CDATA[#]]></a>",
    ])
    func boundsMarksInARow(template: String) throws {
        #expect(throws: Never.self) { try parse(template.replacing("#", with: Self.marks(28))) }
        #expect(code { _ = try parse(template.replacing("#", with: Self.marks(32))) } == .limitExceeded)
    }

    @Test func boundsMarksThatAreReferredToOrSplit() throws {
        let references = String(repeating: "&#x301;&#807;", count: 16)
        let pieces = String(repeating: "<![CDATA[\(Self.marks(2))]]><!-- -->", count: 16)
        let elements = String(repeating: "<b>\(Self.marks(2))</b>", count: 16)
        for text in ["<a>e\(references)</a>", "<a b='e\(references)'/>", "<a>e\(pieces)</a>", "<a>e\(elements)</a>"] {
            #expect(code { _ = try parse(text) } == .limitExceeded)
        }
        #expect(
            try parse("<a b='e&#x301;&#807;'>\(String(repeating: "e&#x301;", count: 100))</a>").root.children.isEmpty)
    }

    // MARK: The scan and the parser

    /// Documents of random structure: tags in every spelling, and what looks like tags and is none.
    private static func document(_ random: inout SeededGenerator, depth: Int = 0) -> String {
        let name = ["a", "b:c", "_d.e-f", "ä"].randomElement(using: &random) ?? "a"
        var tag = "<\(name) xmlns:b='urn:b'"
        for index in 0..<Int.random(in: 0...3, using: &random) {
            let blank = [" ", "\n", "\t ", "  "].randomElement(using: &random) ?? " "
            let equals = ["=", " =", "= ", "\n=\t"].randomElement(using: &random) ?? "="
            let value = ["''", "\"x='y'\"", "'>'", "'/>'", "\"=\"", "'&lt;b>'", "'&#10;'"].randomElement(using: &random)
            let attribute = ["n\(index)", "b:n\(index)", "xmlns:n\(index)"].randomElement(using: &random) ?? "n"
            tag += blank + attribute + equals + (attribute.hasPrefix("xmlns") ? "'urn:x'" : value ?? "''")
        }
        guard depth < 8, Int.random(in: 0...2, using: &random) > 0 else {
            return tag + (["/>", " />", "\n/>"].randomElement(using: &random) ?? "/>")
        }
        var content = ""
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            switch Int.random(in: 0...6, using: &random) {
            case 0: content += "<!-- <a b='c'> = ' -->"
            case 1: content += "<![CDATA[<a b='c'> ]] ]>]]>"
            case 2: content += "<?p <a b='c'> ' ? > ?>"
            case 3: content += "t > = ' \" &amp;"
            default: content += document(&random, depth: depth + 1)
            }
        }
        return tag + ">" + content + "</\(name)\n>"
    }

    /// What the parser made of a document, counted in its tree.
    static func census(of root: XMLElement) -> XMLPrescan.Census {
        var census = XMLPrescan.Census()
        var open = [(root, 1)]
        while let (element, depth) = open.popLast() {
            census.elements += 1
            census.depth = max(census.depth, depth)
            let namespaces = element.namespaceDeclarations.last ?? 0
            census.namespaces += namespaces
            census.attributes += namespaces + element.attributeCount
            open += element.children.map { ($0, depth + 1) }
        }
        return census
    }

    /// What the scan counted in the text of a document.
    static func scan(_ bytes: [UInt8], _ limits: XMLLimits) throws -> XMLPrescan.Census {
        try XMLInput(decoding: bytes).withBytes { (buffer) throws(XMLSecurityError) in
            var scan = XMLPrescan(buffer, limits: limits)
            try scan.run()
            return scan.census
        }
    }

    @Test func scanAndParserAgree() throws {
        var random = SeededGenerator(seed: 20_261_128)
        for _ in 0..<3_000 {
            let text = Self.document(&random)
            let bytes = Array(text.utf8)
            let root = try XMLDocument(parsing: bytes, limits: .metadata).root
            #expect(try Self.scan(bytes, .metadata) == Self.census(of: root), "\(text)")
        }
    }

    /// Cut, doubled, swapped and overwritten at random, a document is read alike by both or by neither, and ends no process.
    @Test func changedDocumentsAreReadAlikeOrNotAtAll() throws {
        var random = SeededGenerator(seed: 1_128)
        let spice = Array("<>&'\"=/!?-[]:#x; \n\u{0}\u{FEFF}\u{FF}".utf8) + [0xFF, 0xFE, 0xC0]
        for _ in 0..<6_000 {
            var bytes = Array(Self.document(&random).utf8)
            if Int.random(in: 0...3, using: &random) == 0 {
                bytes = Self.utf16(
                    String(decoding: bytes, as: UTF8.self), isBigEndian: Bool.random(using: &random), mark: true)
            }
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                guard let place = bytes.indices.randomElement(using: &random) else { continue }
                switch Int.random(in: 0...2, using: &random) {
                case 0: bytes[place] = spice.randomElement(using: &random) ?? 0
                case 1: bytes.remove(at: place)
                default: bytes.insert(spice.randomElement(using: &random) ?? 0, at: place)
                }
            }
            guard let root = try? XMLDocument(parsing: bytes, limits: .metadata).root else { continue }
            #expect(try Self.scan(bytes, .metadata) == Self.census(of: root), "\(bytes)")
        }
    }
}

extension XMLElement {
    /// Attributes without namespace declarations.
    fileprivate var attributeCount: Int {
        var count = 0
        var attribute = node.pointee.properties
        while let current = attribute {
            count += 1
            attribute = current.pointee.next
        }
        return count
    }
}
