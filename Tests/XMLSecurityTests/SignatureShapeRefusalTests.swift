import Testing
import XMLSecurity

/// Signatures that differ in one place from the accepted shape, each refused by the rule that is about that place.
@Suite struct SignatureShapeRefusalTests {
    private static let dsig = "http://www.w3.org/2000/09/xmldsig#"
    private static let exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#"

    /// Of accepted shape; nobody made its values.
    private static let good = """
        <a ID="_1"><Signature xmlns="\(dsig)"><SignedInfo><CanonicalizationMethod Algorithm="\(exclusive)"/>\
        <SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><Reference URI="#_1"><Transforms>\
        <Transform Algorithm="\(dsig)enveloped-signature"/><Transform Algorithm="\(exclusive)"/></Transforms>\
        <DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>\
        <DigestValue>47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=</DigestValue></Reference></SignedInfo>\
        <SignatureValue>AAAA</SignatureValue><KeyInfo/></Signature></a>
        """

    struct Refusal: Sendable, CustomTestStringConvertible {
        let old: String
        let new: String
        let says: String
        var code = XMLSecurityError.Code.signatureShape

        init(_ old: String, _ new: String, _ says: String, code: XMLSecurityError.Code = .signatureShape) {
            self.old = old
            self.new = new
            self.says = says
            self.code = code
        }

        var testDescription: String { new.isEmpty ? "without \(old)" : new }
    }

    /// One name for another, in both tags.
    private static func renamed(_ name: String, _ says: String) -> Refusal { Refusal("\(name)", "Other", says) }

    private static let info = "SignedInfo must hold CanonicalizationMethod, SignatureMethod and one Reference"
    private static let outer = "a Signature must hold one SignedInfo, then one SignatureValue"
    private static let reference = "a Reference must hold Transforms, DigestMethod and DigestValue"
    /// The second transform with attributes and contents of an InclusiveNamespaces.
    private static func inclusive(_ attributes: String, _ contents: String = "") -> String {
        "<Transform Algorithm=\"\(exclusive)\"><InclusiveNamespaces xmlns=\"\(exclusive)\" \(attributes)>\(contents)"
            + "</InclusiveNamespaces></Transform>"
    }

    private static let second = "<Transform Algorithm=\"\(exclusive)\"/>"

    private static func list(_ count: Int) -> String {
        "PrefixList=\"\((0..<count).map { "p\($0)" }.joined(separator: " "))\""
    }

    private static let prefixes = "<InclusiveNamespaces xmlns=\"\(exclusive)\" PrefixList=\"a\"/>"

    static let refusals: [Refusal] = [
        Refusal(second, inclusive("PrefixList=\"a\"", "<x/>"), "Transform holds InclusiveNamespaces"),
        Refusal(
            second, inclusive("PrefixList=\"\(String(repeating: "p", count: 257))\""), "a PrefixList of 257 bytes"),
        Refusal(second, inclusive(list(17)), "a PrefixList of 17 prefixes"),
        Refusal(second, inclusive("PrefixList=\"a b&#10;a\""), "a PrefixList that names a prefix twice"),
        Refusal(
            second, inclusive("xmlns:q=\"urn:q\" q:PrefixList=\"a\""),
            "InclusiveNamespaces has an attribute PrefixList in a namespace"),
        Refusal(
            "<Reference URI", "<Reference xmlns:q=\"urn:q\" q:URI=\"x\" URI",
            "Reference has an attribute URI in a namespace"),
        Refusal(
            "<DigestMethod Algorithm", "<DigestMethod xmlns:q=\"urn:q\" q:Algorithm=\"x\" Algorithm",
            "DigestMethod has an attribute Algorithm in a namespace"),
        renamed("CanonicalizationMethod", info), renamed("SignatureMethod", info),
        Refusal("<Reference URI", "<Other/><Reference URI", info),
        Refusal("</Reference>", "</Reference><Other/>", "SignedInfo has 2 References; one is accepted"),
        renamed("SignedInfo", outer), renamed("SignatureValue", outer),
        Refusal("<SignatureValue>AAAA</SignatureValue><KeyInfo/>", "", outer),
        renamed("KeyInfo", "the Signature holds Other, which is not accepted"),
        Refusal("<KeyInfo/>", "<KeyInfo/><KeyInfo/>", "the Signature holds more than one KeyInfo"),
        Refusal("<KeyInfo/>", "<KeyInfo><!----></KeyInfo>", "a comment inside the Signature"),
        Refusal("<CanonicalizationMethod Algorithm", "<CanonicalizationMethod Algo", "without Algorithm"),
        Refusal("<SignatureMethod Algorithm", "<SignatureMethod Algo", "SignatureMethod without Algorithm"),
        Refusal("<DigestMethod Algorithm", "<DigestMethod Algo", "DigestMethod without Algorithm"),
        Refusal("<Transform Algorithm", "<Transform Algo", "Transform without Algorithm"),
        Refusal(
            "<CanonicalizationMethod Algorithm=\"\(exclusive)\"/>",
            "<CanonicalizationMethod Algorithm=\"urn:x\"/>", "canonicalisation \"urn:x\"", code: .algorithmNotSupported),
        // Prefixes belong to exclusive canonicalisation, once, in an element of that name.
        Refusal(
            "<CanonicalizationMethod Algorithm=\"\(exclusive)\"/>",
            "<CanonicalizationMethod Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\">\(prefixes)"
                + "</CanonicalizationMethod>", "CanonicalizationMethod holds InclusiveNamespaces"),
        Refusal(
            "<CanonicalizationMethod Algorithm=\"\(exclusive)\"/>",
            "<CanonicalizationMethod Algorithm=\"\(exclusive)\">\(prefixes)\(prefixes)</CanonicalizationMethod>",
            "CanonicalizationMethod holds InclusiveNamespaces"),
        Refusal(
            "<CanonicalizationMethod Algorithm=\"\(exclusive)\"/>",
            "<CanonicalizationMethod Algorithm=\"\(exclusive)\"><Other/></CanonicalizationMethod>",
            "CanonicalizationMethod holds Other"),
        Refusal(
            "rsa-sha256\"/>", "rsa-sha256\"><HMACOutputLength>8</HMACOutputLength></SignatureMethod>",
            "SignatureMethod has parameters"),
        Refusal("xmlenc#sha256\"/>", "xmlenc#sha256\"><x/></DigestMethod>", "DigestMethod has parameters"),
        Refusal("xmlenc#sha256", "xmlenc#md5", "is not on the allow-list; use sha256", code: .algorithmNotSupported),
        Refusal(
            "more#rsa-sha256", "more#rsa-md5", "is not on the allow-list; sign with", code: .algorithmNotSupported),
        renamed("Transforms", reference), renamed("DigestMethod", reference), renamed("DigestValue", reference),
        Refusal("</DigestValue>", "</DigestValue><Other/>", reference),
        Refusal("47DEQ", "!7DEQ", "DigestValue is not base64 of 32 bytes"),
        Refusal("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "AAAA", "DigestValue is not base64 of 32 bytes"),
        Refusal("<a ID=\"_1\">", "<a>", "a is signed but has no ID"),
        Refusal("URI=\"#_1\"", "URI=\"#_2\"", "the Reference must name its own a, URI \"#_1\"; it has \"#_2\""),
        Refusal("</Transforms>", "<Transform Algorithm=\"x\"/></Transforms>", "3 transforms; at most two are accepted"),
        Refusal(
            "<Transform Algorithm=\"\(exclusive)\"/>", "<Other Algorithm=\"\(exclusive)\"/>", "Transforms holds Other"),
        Refusal(
            "<Transform Algorithm=\"\(dsig)enveloped-signature\"/><Transform Algorithm=\"\(exclusive)\"/>", "",
            "the first transform must be enveloped-signature"),
        Refusal(
            "enveloped-signature\"/>", "enveloped-signature\"><x/></Transform>",
            "the first transform must be enveloped-signature"),
        Refusal(
            "\(dsig)enveloped-signature", exclusive, "the first transform must be enveloped-signature"),
    ]

    private func shape(_ text: some StringProtocol) throws -> SignatureShape {
        let root = try parse(String(text)).root
        return try SignatureShape(of: try #require(root.firstChild(named: SignatureTests.name)), in: root)
    }

    @Test func takesTheShapeThatTheOthersDifferFrom() throws {
        #expect(try shape(Self.good).referenceCanonicalization == .exclusive)
        #expect(try shape(Self.good.replacing(Self.second, with: "")).referenceCanonicalization == nil)
    }

    @Test(arguments: [
        list(16), "PrefixList=\"\(String(repeating: "p", count: 256))\"", "PrefixList=\"#default a\"", "",
    ])
    func takesFewPrefixes(attributes: String) throws {
        let text = Self.good.replacing(Self.second, with: Self.inclusive(attributes))
        #expect(try shape(text).referenceCanonicalization == .exclusive)
    }

    @Test(arguments: [("<Reference", "</Reference>", info), ("<SignedInfo", "</SignedInfo>", outer)])
    func refusesWithout(start: String, end: String, says: String) throws {
        let from = try #require(Self.good.firstRange(of: start)).lowerBound
        let to = try #require(Self.good.firstRange(of: end)).upperBound
        #expect {
            _ = try shape(Self.good[..<from] + Self.good[to...])
        } throws: { error in
            "\(error)".contains(says)
        }
    }

    @Test(arguments: refusals)
    func refuses(_ refusal: Refusal) throws {
        let text = Self.good.replacing(refusal.old, with: refusal.new)
        #expect(text != Self.good)
        #expect {
            _ = try shape(text)
        } throws: { error in
            guard let error = error as? XMLSecurityError else { return false }
            return error.code == refusal.code && error.message.contains(refusal.says)
        }
    }

    /// A Signature that names the right element, and stands in another one.
    @Test func refusesASignatureBesideItsElement() throws {
        let signature = Self.good.replacing("<a ID=\"_1\">", with: "").replacing("</a>", with: "")
        let root = try parse("<r><a ID=\"_1\"/>\(signature)</r>").root
        let (a, moved) = (root.children[0], root.children[1])
        #expect {
            _ = try SignatureShape(of: moved, in: a)
        } throws: { error in
            "\(error)".contains("is not a child of the element that it should sign")
        }
    }

    /// An ID becomes part of an expression, so it must not say anything there.
    @Test(arguments: ["", "_1 _2", "it's", "a)b", "a[1]", "#x", "a^b", "a&amp;b", "a&lt;b", "\u{7F}"])
    func refusesIDsThatAreNoNames(id: String) throws {
        #expect {
            // An empty one is refused as one that stands nowhere, when the document is read.
            _ = try shape(Self.good.replacing("_1", with: id))
        } throws: { error in
            "\(error)".contains(id.isEmpty ? "an empty ID attribute" : "is not a name (XML Schema NCName)")
        }
    }
}
