import FederationTesting
import SAML2
import Testing

/// Signatures of another shape than the one that is accepted, each refused before any cryptography.
@Suite struct SignatureShapeTests {
    private static func after(_ anchor: String, _ addition: String) -> @Sendable (String) -> String {
        { $0.replacingFirst(anchor, with: anchor + addition) }
    }

    private static func uri(_ value: String) -> @Sendable (String) -> String {
        { $0.replacingFirst(" URI=\"#_assertion-1\"", with: value) }
    }

    private static func transform(_ uri: String, _ contents: String = "") -> @Sendable (String) -> String {
        {
            $0.replacingFirst(
                "</ds:Transforms>",
                with: "<ds:Transform Algorithm=\"\(uri)\">\(contents)</ds:Transform></ds:Transforms>")
        }
    }

    /// Puts a transform in the place of the canonicalisation.
    private static func second(_ uri: String, _ contents: String = "") -> @Sendable (String) -> String {
        {
            $0.replacingFirst(
                "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>",
                with: "<ds:Transform Algorithm=\"\(uri)\">\(contents)</ds:Transform>")
        }
    }

    private static let xslt = """
        <xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0"><xsl:template match="/"/></xsl:stylesheet>
        """

    /// The canonicalisation of the Reference with `attributes` in its InclusiveNamespaces.
    private static func inclusive(_ attributes: String, _ contents: String = "") -> @Sendable (String) -> String {
        let exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#"
        return second(
            exclusive,
            "<ec:InclusiveNamespaces xmlns:ec=\"\(exclusive)\" \(attributes)>\(contents)</ec:InclusiveNamespaces>")
    }

    private static func prefixes(_ count: Int) -> String {
        "PrefixList=\"\((0..<count).map { "p\($0)" }.joined(separator: " "))\""
    }

    /// xmlsec would pass by the un-namespaced attribute when one of the same local name stands in front of it.
    private static func namespaced(_ attribute: String) -> @Sendable (String) -> String {
        { $0.replacingFirst(" \(attribute)=", with: " xmlns:q=\"urn:q\" q:\(attribute)=\"x\" \(attribute)=") }
    }

    static let shapes: [RefusalCase] = [
        RefusalCase(.signatureShape, "17 prefixes", inclusive(prefixes(17))),
        RefusalCase(.signatureShape, "30,000 times one prefix") {
            inclusive("PrefixList=\"\(String(repeating: "p ", count: 30_000))\"")($0)
        },
        RefusalCase(.signatureShape, "one prefix twice", inclusive("PrefixList=\"saml xs&#10;saml\"")),
        RefusalCase(.signatureShape, "prefixes of 257 bytes") {
            inclusive("PrefixList=\"\(String(repeating: "p", count: 257))\"")($0)
        },
        RefusalCase(
            .signatureShape, "PrefixList in a namespace",
            inclusive("xmlns:q=\"urn:q\" q:PrefixList=\"a b\" PrefixList=\"a\"")),
        RefusalCase(.signatureShape, "element in InclusiveNamespaces", inclusive("PrefixList=\"a\"", "<x/>")),
        RefusalCase(.signatureShape, "two InclusiveNamespaces") {
            let one = "<ec:InclusiveNamespaces xmlns:ec=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>"
            return second("http://www.w3.org/2001/10/xml-exc-c14n#", one + one)($0)
        },
        RefusalCase(.signatureShape, "URI in a namespace", namespaced("URI")),
        RefusalCase(.signatureShape, "Algorithm in a namespace", namespaced("Algorithm")),
        RefusalCase(.signatureShape, "element in SignatureValue", after("<ds:SignatureValue>", "<x/>")),
        RefusalCase(
            .signatureShape, "foreign element in SignatureValue",
            after("<ds:SignatureValue>", "<x xmlns=\"urn:x\">AAAA</x>")),
        RefusalCase(.signatureShape, "instruction in SignatureValue", after("<ds:SignatureValue>", "<?x?>")),
        // These are of accepted shape; what they change is signed.
        RefusalCase(.signatureValid, "16 prefixes", inclusive(prefixes(16))),
        RefusalCase(.signatureValid, "no PrefixList", inclusive("")),
        RefusalCase(.signatureValid, "default namespace", inclusive("PrefixList=\"#default xs\"")),
        RefusalCase(.signatureShape, "two SignedInfo") {
            $0.replacingFirst("<ds:SignatureValue>", with: $0.element("ds:SignedInfo") + "<ds:SignatureValue>")
        },
        RefusalCase(.signatureShape, "empty SignedInfo first") {
            $0.replacingFirst("<ds:SignedInfo>", with: "<ds:SignedInfo/><ds:SignedInfo>")
        },
        RefusalCase(.signatureShape, "two SignatureValues") {
            $0.replacingFirst("</ds:SignatureValue>", with: "</ds:SignatureValue>" + $0.element("ds:SignatureValue"))
        },
        RefusalCase(.signatureShape, "two Signatures") {
            $0.replacingFirst("</ds:Signature>", with: "</ds:Signature>" + $0.element("ds:Signature"))
        },
        RefusalCase(.signatureShape, "two KeyInfos", after("</ds:KeyInfo>", "<ds:KeyInfo/>")),
        RefusalCase(.signatureShape, "two References") {
            $0.replacingFirst("</ds:Reference>", with: "</ds:Reference>" + $0.element("ds:Reference"))
        },
        RefusalCase(.signatureShape, "no Reference") { $0.replacingFirst($0.element("ds:Reference"), with: "") },
        RefusalCase(.signatureShape, "no SignatureValue") {
            $0.replacingFirst($0.element("ds:SignatureValue"), with: "")
        },
        RefusalCase(.signatureShape, "no SignedInfo") { $0.replacingFirst($0.element("ds:SignedInfo"), with: "") },
        RefusalCase(.signatureShape, "Object", after("</ds:KeyInfo>", "<ds:Object/>")),
        RefusalCase(.signatureShape, "foreign element", after("</ds:KeyInfo>", "<x xmlns=\"urn:x\"/>")),
        RefusalCase(.signatureShape, "empty URI", uri(" URI=\"\"")),
        RefusalCase(.signatureShape, "no URI", uri("")),
        RefusalCase(.signatureShape, "http URI", uri(" URI=\"http://127.0.0.1:9/x#_assertion-1\"")),
        RefusalCase(.signatureShape, "file URI", uri(" URI=\"file:///etc/hostname\"")),
        RefusalCase(.signatureShape, "XPointer", uri(" URI=\"#xpointer(id('_assertion-1'))\"")),
        RefusalCase(.signatureShape, "whole document by XPointer", uri(" URI=\"#xpointer(/)\"")),
        RefusalCase(.signatureShape, "another element's ID", uri(" URI=\"#_response-1\"")),
        RefusalCase(.signatureShape, "no Transforms") { $0.replacingFirst($0.element("ds:Transforms"), with: "") },
        RefusalCase(.signatureShape, "empty Transforms") {
            $0.replacingFirst($0.element("ds:Transforms"), with: "<ds:Transforms/>")
        },
        RefusalCase(.signatureShape, "third transform", transform("http://www.w3.org/2001/10/xml-exc-c14n#")),
        RefusalCase(
            .signatureShape, "third XPath",
            transform("http://www.w3.org/TR/1999/REC-xpath-19991116", "<ds:XPath>true()</ds:XPath>")),
        RefusalCase(
            .signatureAlgorithm, "XPath",
            second("http://www.w3.org/TR/1999/REC-xpath-19991116", "<ds:XPath>not(//*)</ds:XPath>")),
        RefusalCase(.signatureAlgorithm, "XPath filter 2", second("http://www.w3.org/2002/06/xmldsig-filter2")),
        RefusalCase(.signatureAlgorithm, "XSLT", second("http://www.w3.org/TR/1999/REC-xslt-19991116", xslt)),
        RefusalCase(.signatureAlgorithm, "base64", second("http://www.w3.org/2000/09/xmldsig#base64")),
        RefusalCase(
            .signatureAlgorithm, "enveloped twice", second("http://www.w3.org/2000/09/xmldsig#enveloped-signature")),
        RefusalCase(.signatureShape, "no enveloped transform") {
            $0.replacingFirst(
                "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>", with: "")
        },
        RefusalCase(.signatureAlgorithm, "unknown canonicalisation") {
            $0.replacingFirst(
                "CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#",
                with: "CanonicalizationMethod Algorithm=\"urn:c14n")
        },
        RefusalCase(.signatureShape, "no SignatureMethod") { text in
            let start = text.firstRange(of: "<ds:SignatureMethod").map { text[$0.lowerBound...] } ?? ""
            return text.replacingFirst(String(start.prefix { $0 != ">" }) + ">", with: "")
        },
        RefusalCase(.signatureShape, "comment in SignedInfo", after("<ds:SignedInfo>", "<!---->")),
        RefusalCase(.signatureShape, "comment in DigestValue") {
            $0.replacingFirst("<ds:DigestValue>", with: "<ds:DigestValue><!-- x -->")
        },
        RefusalCase(.signatureShape, "comment in SignatureValue", after("<ds:SignatureValue>", "<!---->")),
        RefusalCase(.signatureShape, "comment in KeyInfo", after("<ds:KeyInfo>", "<!---->")),
        RefusalCase(.signatureShape, "instruction in DigestValue", after("<ds:DigestValue>", "<?x?>")),
        RefusalCase(.signatureShape, "element in DigestValue", after("<ds:DigestValue>", "<x/>")),
        RefusalCase(.signatureShape, "empty DigestValue") {
            $0.replacingFirst($0.element("ds:DigestValue"), with: "<ds:DigestValue/>")
        },
        RefusalCase(.signatureShape, "short DigestValue") {
            $0.replacingFirst($0.element("ds:DigestValue"), with: "<ds:DigestValue>AAAA</ds:DigestValue>")
        },
        RefusalCase(.signatureValid, "digest of nothing") {
            $0.replacingFirst(
                $0.element("ds:DigestValue"),
                with: "<ds:DigestValue>47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=</ds:DigestValue>")
        },
        RefusalCase(.signatureValid, "empty SignatureValue") {
            $0.replacingFirst($0.element("ds:SignatureValue"), with: "<ds:SignatureValue></ds:SignatureValue>")
        },
        RefusalCase(.signatureValid, "SignatureValue that is no base64") {
            $0.replacingFirst($0.element("ds:SignatureValue"), with: "<ds:SignatureValue>!</ds:SignatureValue>")
        },
        RefusalCase(.signatureShape, "Signature deeper") {
            let signature = $0.element("ds:Signature")
            return $0.replacingFirst(signature, with: "").replacingFirst(
                "<saml:Subject>", with: "<saml:Subject>" + signature)
        },
        RefusalCase(.signatureShape, "Signature in Status") {
            let signature = $0.element("ds:Signature")
            return $0.replacingFirst("<samlp:Status>", with: "<samlp:Status>" + signature)
        },
        RefusalCase(.signatureValid, "relative namespace URI", after("<saml:Subject", " xmlns:q=\"relative\"")),
        RefusalCase(.signatureValid, "instruction in the NameID", after(">alice", "<?x?>")),
    ]

    @Test(arguments: shapes)
    func refuses(_ shape: RefusalCase) throws {
        let text = shape.edit(try Fixture.signedText(.assertion))
        let result = try Fixture.validate(text)
        #expect(result.fails(shape.check), "\(result.failed) \(result.reasons)")
    }

    /// The outer signature is good; a broken one inside must not be passed over.
    @Test(arguments: shapes.filter { !["no URI", "Signature deeper", "two Signatures"].contains($0.name) }.prefix(30))
    func refusesBrokenInnerSignatureBelowGoodOuterOne(_ shape: RefusalCase) throws {
        let inner = shape.edit(try Fixture.signedText(.assertion))
        let xml = try Fixture.rsa.get().sign(inner, ResponseSigning(.response))
        #expect(try !Fixture.validate(xml).isAccepted)
    }
}
