import FederationTesting
import Foundation
import SAML2
import Testing

/// Documents that are made to mislead or to tire the parser.
///
/// Each is refused as a document, before anything in it is believed.
@Suite struct DocumentAttackTests {
    static let declarations: [String] = [
        "<!DOCTYPE a>", "<!DOCTYPE a []>", "<!DOCTYPE a [<!ENTITY x \"alice\">]>",
        "<!DOCTYPE a SYSTEM \"file:///etc/passwd\">",
        "<!DOCTYPE a PUBLIC \"p\" \"http://127.0.0.1:9/\">", "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
        "<!DOCTYPE a [<!ENTITY % p SYSTEM \"http://127.0.0.1:9/\"> %p;]>",
        "<!DOCTYPE a [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\"><!ENTITY c \"&b;&b;\">]>",
        "<!DOCTYPE a [<!ATTLIST Assertion ID ID #IMPLIED>]>", "<!-- --><!DOCTYPE a>", "<?p?><!DOCTYPE a>",
        "<!doctype a>", "<!ELEMENT a ANY>",
        "<!DOCTYPE", "<![INCLUDE[]]>", "<!>",
    ]

    @Test(arguments: declarations)
    func refusesMarkupDeclaration(declaration: String) throws {
        let text = declaration + (try Fixture.signedText(.assertion))
        let result = try Fixture.validate(text)
        #expect(result.failed == [ResponseCheck.wellFormed.rawValue])
        #expect(result.observed == nil)
        #expect(try Fixture.validate("<?xml version=\"1.0\"?>" + text).fails(.wellFormed))
    }

    @Test(arguments: [
        "&x;", "&xxe;", "&nbsp;", "&#0;", "&#x1F;", "&#xFFFE;", "&", "&amp", "\u{0}", "\u{1}", "\u{FFFF}",
    ])
    func refusesUndeclaredEntityAndBadCharacter(text: String) throws {
        let xml = try Fixture.signedText(.assertion).replacingFirst(
            "<samlp:Status>", with: "<samlp:Extensions>\(text)</samlp:Extensions><samlp:Status>")
        #expect(try Fixture.validate(xml).fails(.wellFormed))
    }

    @Test(arguments: [
        ("second Response ID", "_assertion-1", "_response-1"),
        ("same ID on another element", "<samlp:Status>", "<samlp:Status ID=\"_assertion-1\">"),
        ("ID in KeyInfo", "<ds:KeyInfo>", "<ds:KeyInfo ID=\"_assertion-1\">"),
        ("xml:id", "<samlp:Status>", "<samlp:Status xml:id=\"_assertion-1\">"),
        ("xml:id of its own", "<samlp:Status>", "<samlp:Status xml:id=\"_other\">"),
        ("two ID attributes", "ID=\"_assertion-1\"", "ID=\"_assertion-1\" ID=\"_evil\""),
        (
            "two attributes of one name", "<samlp:Status>",
            "<samlp:Status xmlns:a=\"urn:x\" xmlns:b=\"urn:x\" a:n=\"\" b:n=\"\">"
        ),
        ("undeclared prefix", "<samlp:Status>", "<samlp:Status x:ID=\"_assertion-1\">"),
        ("undeclared element prefix", "<samlp:Status>", "<x:y/><samlp:Status>"),
        (
            "XInclude", "<samlp:Status>",
            "<x:include xmlns:x=\"http://www.w3.org/2001/XInclude\" href=\"a\"/><samlp:Status>"
        ),
        ("old XInclude", "<samlp:Status>", "<fallback xmlns=\"http://www.w3.org/2003/XInclude\"/><samlp:Status>"),
        ("two roots", "</samlp:Response>", "</samlp:Response><samlp:Response/>"),
        ("text behind the root", "</samlp:Response>", "</samlp:Response>x"),
        ("cut", "</samlp:Response>", "</samlp:Respons"), ("crossed", "</samlp:Status>", "</samlp:Response>"),
        ("declaration inside", "<samlp:Status>", "<?xml version=\"1.0\"?><samlp:Status>"),
        ("xmlns for xml", "<samlp:Status>", "<samlp:Status xmlns:xml=\"urn:x\">"),
        ("less-than in a value", "ID=\"_response-1\"", "ID=\"_response-1<\""),
    ])
    func refusesStructure(name: String, old: String, new: String) throws {
        let text = try Fixture.signedText(.assertion)
        let changed =
            name == "second Response ID"
            ? text.replacingOccurrences(of: new, with: old) : text.replacingFirst(old, with: new)
        #expect(try Fixture.validate(changed).failed == [ResponseCheck.wellFormed.rawValue])
    }

    /// Only the attribute without a namespace is an ID; the others mean nothing.
    @Test(arguments: ["x:ID", "Id", "id", "x:Id", "AssertionID"])
    func passesOverOtherIDAttributes(name: String) throws {
        let text = try Fixture.signedText(.assertion).replacingFirst(
            "<samlp:Status>", with: "<samlp:Status xmlns:x=\"urn:x\" \(name)=\"_assertion-1\">")
        #expect(try Fixture.validate(text).accepted?.subject.value == "alice")
    }

    @Test(arguments: ["xmlns:x=\"urn:x\" x:ID", "Id", "id", "AssertionID"])
    func takesNoOtherAttributeForTheID(name: String) throws {
        let text = try Fixture.signedText(.assertion).replacingFirst("Assertion ID=", with: "Assertion \(name)=")
        #expect(try !Fixture.validate(text).isAccepted)
    }

    /// Floods of one kind each, in a message of at most 128 KiB.
    enum Flood: String, CaseIterable, Sendable {
        case bytes, elements, depth, attributes, namespaces, namespacesInScope, namespacesTimesElements, unclosed,
            metadataBytes

        var xml: String {
            switch self {
            case .bytes: "<a>\(String(repeating: "x", count: 131_072))</a>"
            case .elements: "<a>\(String(repeating: "<b/>", count: 8192))</a>"
            case .depth: String(repeating: "<a>", count: 49) + String(repeating: "</a>", count: 49)
            case .attributes: "<a \((0..<65).map { "a\($0)=''" }.joined(separator: " "))/>"
            case .namespaces: "<a \((0..<65).map { "xmlns:a\($0)='urn:a'" }.joined(separator: " "))/>"
            case .namespacesInScope:
                String(
                    repeating: "<a \((0..<49).map { "xmlns:a\($0)='urn:a\($0)'" }.joined(separator: "\n"))>", count: 2)
                    + "</a></a>"
            case .namespacesTimesElements:
                "<a \((0..<60).map { "xmlns:a\($0)='urn:a\($0)'" }.joined(separator: " "))>\(String(repeating: "<b/>", count: 7000))</a>"
            case .unclosed: String(repeating: "<a b=\"", count: 20_000)
            case .metadataBytes: String(repeating: " ", count: 200_000) + "<a/>"
            }
        }
    }

    @Test(arguments: Flood.allCases)
    func refusesFlood(_ flood: Flood) throws {
        #expect(try Fixture.validate(flood.xml).failed == [ResponseCheck.wellFormed.rawValue])
        let inside = try Fixture.signedText(.assertion).replacingFirst(
            "<samlp:Status>", with: flood.xml + "<samlp:Status>")
        #expect(try Fixture.validate(inside).fails(.wellFormed))
    }

    @Test(arguments: [
        "<samlp:Extensions>\(String(repeating: "<!---->", count: 17_000))</samlp:Extensions>",
        "<samlp:Extensions>\(String(repeating: "<?p?>", count: 20_000))</samlp:Extensions>",
        "<samlp:Extensions>\(String(repeating: "<b/>", count: 8000))</samlp:Extensions>",
        "<samlp:Extensions>\(String(repeating: "x", count: 120_000))</samlp:Extensions>",
        "<samlp:Extensions>\(String(repeating: "<b>", count: 44) + String(repeating: "</b>", count: 44))</samlp:Extensions>",
        "<samlp:Extensions><!-- <!DOCTYPE a> --><![CDATA[<!DOCTYPE a>]]><a b=\"&lt;!DOCTYPE a>\" c='>'/></samlp:Extensions>",
    ])
    func acceptsWhatIsJustLarge(extensions: String) throws {
        let text = try Fixture.signedText(.assertion).replacingFirst(
            "<samlp:Status>", with: extensions + "<samlp:Status>")
        #expect(try Fixture.validate(text).accepted?.subject.value == "alice")
    }

    /// Thousands of assertions in Advice beside thousands of other children.
    @Test func refusesCrowdedAdvice() throws {
        let crowd =
            "<saml:Advice>\(String(repeating: "<saml:Assertion/>", count: 3500))</saml:Advice>"
            + String(repeating: "<b/>", count: 3500)
        let text = try Fixture.signedText(.assertion).replacingFirst(
            "<saml:Conditions", with: crowd + "<saml:Conditions")
        #expect(try Fixture.validate(text).fails(.signatureValid))
    }

    /// A terminal would obey the control sequence introducer U+009B, which XML allows.
    @Test func reportsNoControlCharacters() throws {
        let text = try Fixture.signedText(.assertion).replacingFirst(
            "Destination=\"", with: "Destination=\"\u{9B}31m&#10;")
        let result = try Fixture.validate(text)
        #expect(
            result.fails(.destination)
                && !result.reasons.unicodeScalars.contains { $0.properties.generalCategory == .control })
    }

    @Test(arguments: ["", " ", "<", "<a", "a", "\u{FEFF}", "<?xml version=\"1.0\"?>", "<!-- -->", "{}", "PHNhbWw+"])
    func refusesWhatIsNoDocument(text: String) throws {
        let result = try Fixture.validate(text)
        #expect(result.failed == [ResponseCheck.wellFormed.rawValue])
    }

    @Test func refusesEveryCutDocument() throws {
        let xml = Array(try Fixture.signedText(.both).utf8)
        for count in stride(from: 0, to: xml.count, by: 61) {
            #expect(try Fixture.validate(Array(xml[..<count])).fails(.wellFormed))
        }
    }
}
