import FederationTesting
import Foundation
import SAML2
import Testing

/// Encodings that a document may be in, and those that are refused before the parser sees them.
@Suite struct EncodingTests {
    /// A response with characters outside ASCII; `declaration` is put in front of it.
    private static func text(_ declaration: String, subject: String = "Zoë") throws -> String {
        let xml = try Fixture.rsa.get().response(Fixture.template { $0.subject = NameID(value: subject) })
        return declaration + String(decoding: xml, as: UTF8.self)
    }

    struct Encoded: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let declaration: String
        let encoding: String.Encoding
        let mark: [UInt8]
    }

    static let accepted: [Encoded] = [
        Encoded(testDescription: "UTF-8", declaration: "", encoding: .utf8, mark: []),
        Encoded(
            testDescription: "UTF-8 declared", declaration: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            encoding: .utf8, mark: []),
        Encoded(testDescription: "UTF-8 with mark", declaration: "", encoding: .utf8, mark: [0xEF, 0xBB, 0xBF]),
        Encoded(
            testDescription: "UTF-8 with mark, declared", declaration: "<?xml version='1.0' encoding='utf-8'?>\n",
            encoding: .utf8, mark: [0xEF, 0xBB, 0xBF]),
        Encoded(
            testDescription: "UTF-16BE", declaration: "<?xml version=\"1.0\" encoding=\"UTF-16\"?>",
            encoding: .utf16BigEndian, mark: [0xFE, 0xFF]),
        Encoded(
            testDescription: "UTF-16LE", declaration: "<?xml version=\"1.0\" encoding=\"utf-16\"?>",
            encoding: .utf16LittleEndian, mark: [0xFF, 0xFE]),
        Encoded(
            testDescription: "UTF-16LE undeclared", declaration: "", encoding: .utf16LittleEndian, mark: [0xFF, 0xFE]),
        Encoded(
            testDescription: "ISO-8859-1", declaration: "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>",
            encoding: .isoLatin1, mark: []),
        Encoded(
            testDescription: "iso-8859-1, standalone",
            declaration: "<?xml version=\"1.0\" encoding=\"iso-8859-1\" standalone=\"yes\"?>", encoding: .isoLatin1,
            mark: []),
    ]

    @Test(arguments: accepted)
    func accepts(_ encoded: Encoded) throws {
        let bytes = try #require(try Self.text(encoded.declaration).data(using: encoded.encoding))
        let result = try Fixture.validate(encoded.mark + Array(bytes))
        #expect(result.accepted?.subject.value == "Zoë", "\(result.reasons)")
    }

    @Test func acceptsASCII() throws {
        let text = try Self.text("<?xml version=\"1.0\" encoding=\"US-ASCII\"?>", subject: "zoe")
        #expect(try Fixture.validate(text).isAccepted)
        #expect(try Fixture.validate(text.replacingFirst(">zoe<", with: ">zo\u{EB}<")).fails(.wellFormed))
    }

    /// The text inside an EncryptedAssertion is UTF-8 whatever is around it.
    @Test func opensEncryptedAssertionInLatin1Document() throws {
        let xml = try Fixture.rsa.get().response(
            Fixture.template { $0.subject = NameID(value: "Zoë") },
            signing: ResponseSigning(.assertion, encryption: Fixture.encryption()))
        let text = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + String(decoding: xml, as: UTF8.self)
        #expect(try Fixture.validate(text).accepted?.subject.value == "Zoë")
    }

    static let refused: [Encoded] = [
        Encoded(testDescription: "UTF-16 without mark", declaration: "", encoding: .utf16LittleEndian, mark: []),
        Encoded(testDescription: "UTF-16BE without mark", declaration: "", encoding: .utf16BigEndian, mark: []),
        Encoded(testDescription: "UTF-32", declaration: "", encoding: .utf32LittleEndian, mark: [0xFF, 0xFE, 0, 0]),
        Encoded(testDescription: "UTF-32BE", declaration: "", encoding: .utf32BigEndian, mark: [0, 0, 0xFE, 0xFF]),
        Encoded(testDescription: "Latin-1 undeclared", declaration: "", encoding: .isoLatin1, mark: []),
        Encoded(
            testDescription: "Latin-1 as UTF-8", declaration: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            encoding: .isoLatin1, mark: []),
        Encoded(
            testDescription: "odd UTF-16", declaration: "", encoding: .utf16LittleEndian, mark: [0xFF, 0xFE, 0x20]),
    ]

    @Test(arguments: refused)
    func refuses(_ encoded: Encoded) throws {
        let bytes = try #require(try Self.text(encoded.declaration).data(using: encoded.encoding))
        #expect(try Fixture.validate(encoded.mark + Array(bytes)).fails(.wellFormed))
    }

    @Test(arguments: [
        "UTF-7", "UTF-16", "UTF-32", "IBM037", "EBCDIC-US", "windows-1252", "SHIFT_JIS", "ISO-8859-15", "x", "HTML", "",
    ])
    func refusesDeclared(name: String) throws {
        let text = try Self.text("<?xml version=\"1.0\" encoding=\"\(name)\"?>", subject: "zoe")
        #expect(try Fixture.validate(text).fails(.wellFormed))
    }

    /// What the scan can't read, the parser must not read either.
    @Test func refusesEBCDIC() throws {
        // `<?xml version="1.0"?><a/>` in code page 37.
        let xml: [UInt8] = [
            0x4C, 0x6F, 0xA7, 0x94, 0x93, 0x40, 0xA5, 0x85, 0x99, 0xA2, 0x89, 0x96, 0x95, 0x7E, 0x7F, 0xF1, 0x4B, 0xF0,
            0x7F, 0x6F,
            0x6E, 0x4C, 0x81, 0x61, 0x6E,
        ]
        #expect(try Fixture.validate(xml).failed == [ResponseCheck.wellFormed.rawValue])
    }

    @Test(arguments: [10, 100, 300, 900, 5000])
    func readsDeclarationOnceHoweverLong(blanks: Int) throws {
        let declaration = "<?xml version=\"1.0\"\(String(repeating: " ", count: blanks))encoding=\"UTF-7\"?>"
        let result = try Fixture.validate(try Self.text(declaration, subject: "zoe"))
        // Past what is looked at the declaration counts for nothing, and the text is UTF-8.
        #expect(result.fails(.wellFormed) || (blanks == 5000 && result.accepted?.subject.value == "zoe"))
    }
}
