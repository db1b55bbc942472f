import CXMLSec
import TestSupport
import Testing

@testable import XMLSecurity

/// Every family of encodings that a parser may guess (XML 1.0, appendix F), marked and declared in every way, at and beyond each
/// limit: taken and read alike by scan and parser, or refused.
@Suite struct XMLEncodingFamilyTests {
    /// A way to write characters as bytes.
    enum Family: String, CaseIterable, Sendable {
        case utf8 = "UTF-8"
        case latin1 = "ISO-8859-1"
        case utf16BE = "UTF-16BE"
        case utf16LE = "UTF-16LE"
        /// UCS-4 in the four orders of its bytes that appendix F names.
        case ucs4BE = "UCS-4"
        case ucs4LE = "UCS-4LE"
        case ucs4Order2143 = "X-ISO-10646-UCS-4-2143"
        case ucs4Order3412 = "X-ISO-10646-UCS-4-3412"
        case utf7 = "UTF-7"
        case ebcdic = "IBM037"

        /// The bytes of a text of ASCII characters.
        func encode(_ text: String) -> [UInt8] {
            switch self {
            case .utf8, .latin1: Array(text.utf8)
            case .utf16BE: text.utf8.flatMap { [0, $0] }
            case .utf16LE: text.utf8.flatMap { [$0, 0] }
            case .ucs4BE: text.utf8.flatMap { [0, 0, 0, $0] }
            case .ucs4LE: text.utf8.flatMap { [$0, 0, 0, 0] }
            case .ucs4Order2143: text.utf8.flatMap { [0, 0, $0, 0] }
            case .ucs4Order3412: text.utf8.flatMap { [0, $0, 0, 0] }
            case .utf7:
                Array(
                    text.replacing("<", with: "+ADw-").replacing(">", with: "+AD4-").replacing("!", with: "+ACE-").utf8)
            case .ebcdic: text.utf8.map { Self.codePage37[Int($0) & 0x7F] }
            }
        }

        /// The mark that begins a document of this family.
        var mark: [UInt8] {
            switch self {
            case .utf8: [0xEF, 0xBB, 0xBF]
            case .utf16BE: [0xFE, 0xFF]
            case .utf16LE: [0xFF, 0xFE]
            case .ucs4BE: [0, 0, 0xFE, 0xFF]
            case .ucs4LE: [0xFF, 0xFE, 0, 0]
            case .ucs4Order2143: [0, 0, 0xFF, 0xFE]
            case .ucs4Order3412: [0xFE, 0xFF, 0, 0]
            case .utf7: Array("+/v8-".utf8)
            case .latin1, .ebcdic: []
            }
        }

        /// Code page 37 for the characters of ASCII.
        private static let codePage37: [UInt8] = [
            0x00, 0x01, 0x02, 0x03, 0x37, 0x2D, 0x2E, 0x2F, 0x16, 0x05, 0x25, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F, 0x10, 0x11,
            0x12,
            0x13, 0x3C, 0x3D, 0x32, 0x26, 0x18, 0x19, 0x3F, 0x27, 0x1C, 0x1D, 0x1E, 0x1F, 0x40, 0x5A, 0x7F, 0x7B, 0x5B,
            0x6C,
            0x50, 0x7D, 0x4D, 0x5D, 0x5C, 0x4E, 0x6B, 0x60, 0x4B, 0x61, 0xF0, 0xF1, 0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xF7,
            0xF8,
            0xF9, 0x7A, 0x5E, 0x4C, 0x7E, 0x6E, 0x6F, 0x7C, 0xC1, 0xC2, 0xC3, 0xC4, 0xC5, 0xC6, 0xC7, 0xC8, 0xC9, 0xD1,
            0xD2,
            0xD3, 0xD4, 0xD5, 0xD6, 0xD7, 0xD8, 0xD9, 0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xBA, 0xE0, 0xBB,
            0xB0,
            0x6D, 0x79, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97,
            0x98,
            0x99, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8, 0xA9, 0xC0, 0x4F, 0xD0, 0xA1, 0x07,
        ]
    }

    /// Bytes, and whether they are a document in an encoding that is taken.
    struct Spelling: Sendable, CustomStringConvertible {
        var description: String
        var isTaken: Bool
        var isDeclared: Bool
        var bytes: [UInt8]
    }

    /// A document in every family, with every mark in front of it, declared in every way.
    static func spellings(of body: String) -> [Spelling] {
        let marks = Set(Family.allCases.map(\.mark)).sorted { $0.lexicographicallyPrecedes($1) }
        let declared = [nil, "UTF-8", "UTF-16", "US-ASCII"] + Family.allCases.dropFirst().map { $0.rawValue }
        return Family.allCases.flatMap { family in
            marks.flatMap { mark in
                declared.map { name in
                    let head = name.map { "<?xml version=\"1.0\" encoding=\"\($0)\"?>" } ?? ""
                    return Spelling(
                        description: "\(family.rawValue), mark \(mark), declared \(name ?? "nothing")",
                        isTaken: isTaken(family, mark: mark, declared: name), isDeclared: name != nil,
                        bytes: mark + family.encode(head + body))
                }
            }
        }
    }

    private static func isTaken(_ family: Family, mark: [UInt8], declared name: String?) -> Bool {
        switch family {
        // A document of ASCII is the same in all three. After its mark UTF-8 may be declared as nothing else.
        case .utf8, .latin1:
            mark.isEmpty && [nil, "UTF-8", "US-ASCII", "ISO-8859-1"].contains(name)
                || mark == Family.utf8.mark && [nil, "UTF-8"].contains(name)
        // The mark decides; what the declaration says behind it has no meaning.
        case .utf16BE, .utf16LE: mark == family.mark
        default: false
        }
    }

    // MARK: Read alike or refused

    @Test(arguments: [
        "<a/>", "<a b='c'>d<e f=\"g\"/></a>", "<a><!-- <b> --><?p <c>?><![CDATA[<d>]]></a>\n",
        "<a xmlns='urn:x' xmlns:y='urn:y'><y:b y:c=''/></a>",
    ])
    func readsWhatIsTakenAndRefusesTheRest(body: String) throws {
        let expected = try XMLInputTests.scan(Array(body.utf8), .message)
        var taken = 0
        for spelling in Self.spellings(of: body) {
            guard spelling.isTaken else {
                #expect(throws: XMLSecurityError.self, "\(spelling)") {
                    try XMLDocument(parsing: spelling.bytes, limits: .message)
                }
                continue
            }
            taken += 1
            let root = try XMLDocument(parsing: spelling.bytes, limits: .message).root
            #expect(try XMLInputTests.scan(spelling.bytes, .message) == expected, "\(spelling)")
            #expect(XMLInputTests.census(of: root) == expected, "\(spelling)")
        }
        #expect(taken > 20)
    }

    /// What no encoding may bring in: told apart from a document that is fine but for it.
    @Test(arguments: [
        "<!DOCTYPE a><a/>", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        "<a/><!DOCTYPE a>", "<a>&x;</a>", "<a>\0</a>", "<a/>\0", "<a b='\0'/>", "<a>\u{1}</a>",
    ])
    func refusesInEveryEncoding(body: String) {
        for spelling in Self.spellings(of: body) {
            #expect(throws: XMLSecurityError.self, "\(spelling)") {
                try XMLDocument(parsing: spelling.bytes, limits: .message)
            }
        }
    }

    /// A mark is one at the very beginning alone, and once: elsewhere it is no part of a document, or a character of a text.
    @Test func marksElsewhere() throws {
        let body = "<a b='c'>d</a>"
        for family in [Family.utf8, .utf16BE, .utf16LE] {
            let text = family.encode(body)
            let width = family == .utf8 ? 1 : 2
            for other in Family.allCases where !other.mark.isEmpty {
                for place in stride(from: 0, through: text.count, by: width) {
                    let bytes = family.mark + text[..<place] + other.mark + text[place...]
                    guard let root = try? XMLDocument(parsing: Array(bytes), limits: .message).root else { continue }
                    // A character of the attribute's name, of its value or of the text; the element's name has to be that of its end.
                    #expect([3, 4, 6, 7, 9, 10].contains(place / width), "\(other) in \(family) at \(place)")
                    #expect(try XMLInputTests.census(of: root) == XMLInputTests.scan(Array(bytes), .message))
                }
            }
        }
    }

    /// Cut behind each byte: nothing that is cut before its end is a document.
    @Test func cutAnywhere() {
        let body = "<a b='c'><!-- d -->e</a>"
        for spelling in Self.spellings(of: body) where spelling.isTaken || !spelling.isDeclared {
            for count in 0..<spelling.bytes.count {
                #expect(throws: XMLSecurityError.self, "\(spelling) of \(count) bytes") {
                    try XMLDocument(parsing: Array(spelling.bytes.prefix(count)), limits: .message)
                }
            }
        }
    }

    // MARK: Limits

    /// A limit with a document that uses just so much of it, and nothing else.
    struct Bound: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let limits: XMLLimits
        /// The largest number that is taken.
        let most: Int
        let body: @Sendable (Int) -> String

        init(
            _ name: String, _ limit: WritableKeyPath<XMLLimits, Int>, of value: Int, most: Int? = nil,
            _ body: @escaping @Sendable (Int) -> String
        ) {
            testDescription = name
            var limits = XMLLimits.metadata
            limits[keyPath: limit] = value
            self.limits = limits
            self.most = most ?? value
            self.body = body
        }
    }

    private static func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    static let bounds: [Bound] = [
        Bound("depth", \.depth, of: 7) { repeated("<a>", $0) + repeated("</a>", $0) },
        Bound("depth of an empty element", \.depth, of: 7) {
            repeated("<a>", $0 - 1) + "<a/>" + repeated("</a>", $0 - 1)
        },
        Bound("elements", \.elements, of: 11) { "<a>" + repeated("<b/>", $0 - 1) + "</a>" },
        Bound("attributes", \.attributesPerElement, of: 9) { count in
            "<a " + (0..<count).map { "n\($0)='='" }.joined(separator: " ") + "/>"
        },
        Bound("attributes and namespaces", \.attributesPerElement, of: 9) { count in
            "<a xmlns='urn:x' " + (1..<count).map { "n\($0) = \"'\"" }.joined(separator: "\n") + "></a>"
        },
        Bound("namespaces in scope", \.namespacesInScope, of: 8) { count in
            "<a xmlns='urn:x'><b "
                + (1..<count).map { "xmlns:n\($0)='urn:n'" }.joined(separator: " ") + "/><c xmlns:d='urn:d'/></a>"
        },
        // Nine for the outer element and twelve for each inner one.
        Bound("namespace steps", \.namespaceSteps, of: 9 + 10 * 12, most: 10) {
            "<a xmlns='urn:x' xmlns:y='urn:y' xmlns:z='urn:z'>" + repeated("<b/>", $0) + "</a>"
        },
        Bound("bytes of a namespace", \.namespaceBytes, of: 20) { "<a xmlns='urn:\(repeated("x", $0 - 4))'/>" },
        Bound("bytes of a prefix", \.prefixBytes, of: 12) { "<a xmlns:\(repeated("p", $0))='urn:x'/>" },
        // Eight times ten for each inner element.
        Bound("compared bytes", \.comparedBytes, of: 640, most: 8) {
            "<a xmlns='urn:xxxxxx'>" + repeated("<b c='' d='' e='' f=''/>", $0) + "</a>"
        },
    ]

    @Test(arguments: bounds)
    func atAndBeyondEachLimit(bound: Bound) throws {
        for spelling in Self.spellings(of: bound.body(bound.most)) where spelling.isTaken {
            let root = try XMLDocument(parsing: spelling.bytes, limits: bound.limits).root
            let scanned = try XMLInputTests.scan(spelling.bytes, bound.limits)
            #expect(XMLInputTests.census(of: root) == scanned, "\(spelling)")
        }
        for more in [1, 40] {
            for spelling in Self.spellings(of: bound.body(bound.most + more))
            where spelling.isTaken || !spelling.isDeclared {
                let refusal = code { _ = try XMLDocument(parsing: spelling.bytes, limits: bound.limits) }
                #expect(spelling.isTaken ? refusal == .limitExceeded : refusal != nil, "\(spelling): \(more) more")
            }
        }
    }

    @Test func bytesAreThoseThatCame() throws {
        for spelling in Self.spellings(of: "<a>text</a>") {
            var limits = XMLLimits.message
            limits.bytes = spelling.bytes.count
            let isTaken = code { _ = try XMLDocument(parsing: spelling.bytes, limits: limits) } == nil
            #expect(isTaken == spelling.isTaken, "\(spelling)")
            limits.bytes -= 1
            #expect(
                code { _ = try XMLDocument(parsing: spelling.bytes, limits: limits) } == .limitExceeded, "\(spelling)")
        }
    }

    // MARK: Why

    /// The parser by itself guesses: what is refused here would be a document to it, DOCTYPE and all.
    @Test(arguments: [Family.utf16BE, .utf16LE])
    func theParserAloneWouldGuess(family: Family) throws {
        for mark in [[], family.mark] {
            let bytes = mark + family.encode("<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>")
            let document = bytes.withUnsafeBytes { buffer in
                xmlReadMemory(
                    buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count), nil, nil,
                    XMLDocument.options)
            }
            defer { xmlFreeDoc(document) }
            #expect(document?.pointee.intSubset != nil)
            #expect(throws: XMLSecurityError.self) { try XMLDocument(parsing: bytes, limits: .message) }
        }
    }
}
