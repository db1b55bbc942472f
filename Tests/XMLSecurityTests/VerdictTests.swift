import CXMLSec
import Encodings
import TestSupport
import Testing

@testable import XMLSecurity

/// Our verdict on a signature is xmlsec's, whatever was signed and however it was changed.
@Suite struct VerdictTests {
    private static let dsig = "http://www.w3.org/2000/09/xmldsig#"

    /// What came out: the key's name, or why not.
    private enum Verdict: Equatable {
        case good(String)
        case refused(XMLSecurityError.Code)
    }

    private static func verdict(
        _ judge: XMLSignatureVerifier.Judge, _ document: XMLDocument, _ keys: [PublicKey]
    ) -> Verdict? {
        guard let signature = document.root.firstChild(named: SignatureTests.name) else { return nil }
        do throws(XMLSecurityError) {
            let shape = try SignatureShape(of: signature, in: document.root)
            let verified = try XMLSignatureVerifier(insecureAllowSHA1: true, judge: judge).verify(shape, with: keys)
            return .good(verified.key.fingerprint)
        } catch {
            return .refused(error.code)
        }
    }

    /// The one verdict of all, nil where there is no Signature; each judge gets the document as it came.
    private static func verdict(of bytes: [UInt8], _ keys: [PublicKey]) throws -> Verdict? {
        let verdicts = try XMLSignatureVerifier.Judge.allCases.map { judge in
            verdict(judge, try XMLDocument(parsing: bytes, limits: .message), keys)
        }
        #expect(
            verdicts.allSatisfy { $0 == verdicts[0] },
            "\(verdicts) of \(String(decoding: bytes, as: UTF8.self))")
        return verdicts[0]
    }

    private static func keys() throws -> [PrivateKey] { [try Keys.rsa.get(), try Keys.p256.get()] }

    private static func publicKeys() throws -> [PublicKey] { try keys().map(\.publicKey) }

    /// A generated document whose root has an ID, signed.
    private static func signed(
        _ documents: inout CanonicalDocuments, unusual: Bool
    ) throws -> (bytes: [UInt8], key: PrivateKey)? {
        let inner = documents.document(withUnusualNames: unusual)
        let document = try parse("<r xmlns='urn:r' xmlns:b='urn:b' xml:lang='en' ID='_1'>\(inner)</r>")
        let key = documents.pick(try keys())
        let digest = documents.pick(DigestAlgorithm.allCases)
        // xmlsec 1.2 says nothing of the others.
        let algorithms = SignatureAlgorithm.allCases.filter { $0.keyKind == key.publicKey.kind && !$0.isPSS }
        let signer = XMLSigner(
            key: key, algorithm: documents.pick(algorithms), digest: digest,
            canonicalization: documents.pick(CanonicalizationMethod.allCases))
        guard (try? signer.sign(document.root)) != nil else { return nil }
        return (try document.serialized(), key)
    }

    @Test(arguments: 0..<8)
    func agreesOnSignedDocumentsAndChangedOnes(seed: Int) throws {
        var documents = CanonicalDocuments(seed: 1_000 + UInt64(seed))
        var generator = SeededGenerator(seed: 2_000 + UInt64(seed))
        let keys = try Self.publicKeys()
        var (good, refused) = (0, 0)
        for number in 0..<40 {
            guard let (bytes, key) = try Self.signed(&documents, unusual: number % 8 == 7) else { continue }
            #expect(try Self.verdict(of: bytes, keys) == .good(key.publicKey.fingerprint))
            for _ in 0..<10 {
                let changed = generator.mutate(bytes)
                guard (try? XMLDocument(parsing: changed, limits: .message)) != nil else { continue }
                switch try Self.verdict(of: changed, keys) {
                case .good?: good += 1
                case .refused?: refused += 1
                case nil: break
                }
            }
        }
        #expect(refused > 20)
        // A few changes, as one in a comment or between attributes, change nothing that is signed.
        #expect(good < refused)
    }

    /// A template with this second transform, inside a root with these attributes, signed by xmlsec as it stands.
    private func signed(
        _ transform: String, method: String? = nil, attributes: String = "",
        contents: String = "<a:b xmlns:a='urn:a'/>"
    ) throws -> [UInt8] {
        let document = try parse(
            """
            <r ID="_1" \(attributes)>\(contents)<ds:Signature xmlns:ds="\(Self.dsig)"><ds:SignedInfo>\(method ?? Self.method(""))\
            <ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"/><ds:Reference URI="#_1">\
            <ds:Transforms><ds:Transform Algorithm="\(Self.dsig)enveloped-signature"/>\(transform)</ds:Transforms>\
            <ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue/></ds:Reference>\
            </ds:SignedInfo><ds:SignatureValue/></ds:Signature></r>
            """)
        let signature = try #require(document.root.firstChild(named: SignatureTests.name))
        let context = try #require(xmlSecDSigCtxCreate(nil))
        defer { xmlSecDSigCtxDestroy(context) }
        context.pointee.signKey = try PublicKey.makeXMLSecKey(Keys.p256.get().evp)
        try #require(xmlSecDSigCtxSign(context, signature.node) >= 0)
        return try document.serialized()
    }

    private static let exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#"

    private static func transform(_ algorithm: String, _ contents: String = "") -> String {
        "<ds:Transform Algorithm=\"\(algorithm)\">\(contents)</ds:Transform>"
    }

    private static func method(_ contents: String) -> String {
        "<ds:CanonicalizationMethod Algorithm=\"\(exclusive)\">\(contents)</ds:CanonicalizationMethod>"
    }

    private static func list(_ prefixes: String) -> String {
        "<InclusiveNamespaces xmlns=\"\(exclusive)\" PrefixList=\"\(prefixes)\"/>"
    }

    /// What nobody can be sure of is accepted as ever, by xmlsec's verdict.
    @Test(arguments: [
        "", "a", "a b #default", "a  b", " a", "a ", "xml a", "a&#9;b", "#default",
    ])
    func takesListsAsXmlsecReadsThem(prefixes: String) throws {
        let attributes = "xmlns='urn:d' xmlns:a='urn:a' xmlns:b='urn:b' xml:lang='de'"
        let method = Self.method(Self.list(prefixes))
        for transform in [Self.transform(Self.exclusive, Self.list(prefixes)), Self.transform(Self.exclusive)] {
            let bytes = try signed(transform, method: method, attributes: attributes)
            let key = try Keys.p256.get().publicKey
            #expect(try Self.verdict(of: bytes, [key]) == .good(key.fingerprint))
        }
    }

    @Test(arguments: [
        "xmlns:n='urn:a&amp;b'", "xmlns:n='http://example.org:8080/'", "xml:base='http://example.org/'",
        "xmlns:n='urn:a?b'",
    ])
    func takesWhatIsUnusual(attributes: String) throws {
        let key = try Keys.p256.get().publicKey
        for algorithm in CanonicalizationMethod.allCases {
            let bytes = try signed(
                Self.transform(algorithm.rawValue), attributes: attributes, contents: "<e xml:base=''/>")
            #expect(try Self.verdict(of: bytes, [key]) == .good(key.fingerprint))
            let changed = String(decoding: bytes, as: UTF8.self).replacing("<e ", with: "<f ")
            #expect(try Self.verdict(of: Array(changed.utf8), [key]) == .refused(.digestMismatch))
        }
    }

    @Test func refusesWhatXmlsecCannotRead() throws {
        let key = try Keys.p256.get().publicKey
        let good = String(decoding: try signed(Self.transform(Self.exclusive)), as: UTF8.self)
        let noList = "<InclusiveNamespaces xmlns=\"\(Self.exclusive)\"/>"
        let changes = [
            ("<r ID", "<r xmlns:x='relative' ID"), ("<a:b ", "<c xmlns:x='relative'/><a:b "),
            ("<ds:SignatureValue>", "<ds:SignatureValue xmlns:x='relative'>"),
            ("<ds:CanonicalizationMethod Algorithm=\"\(Self.exclusive)\"/>", Self.method(noList)),
            ("<ds:Transform Algorithm=\"\(Self.exclusive)\"/>", Self.transform(Self.exclusive, noList)),
        ]
        for (old, new) in changes {
            let changed = good.replacing(old, with: new)
            #expect(changed != good)
            #expect(try Self.verdict(of: Array(changed.utf8), [key]) == .refused(.processingFailed), "\(new)")
        }
    }

    /// No transform says how, so it is inclusive; comments are no part of what an ID names, whatever the method says.
    @Test func readsTheReferenceAsXmlsecDoes() throws {
        let key = try Keys.p256.get().publicKey
        for transform in ["", Self.transform(Self.exclusive + "WithComments")] {
            let bytes = try signed(transform, attributes: "xmlns:unused='urn:u'", contents: "<e>a<?p  q?></e>")
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(try Self.verdict(of: bytes, [key]) == .good(key.fingerprint))
            let commented = text.replacing("<e>a", with: "<e><!-- c -->a<!-- d -->")
            #expect(try Self.verdict(of: Array(commented.utf8), [key]) == .good(key.fingerprint))
            let instructed = text.replacing("q?>", with: "r?>")
            #expect(commented != text && instructed != text)
            #expect(try Self.verdict(of: Array(instructed.utf8), [key]) == .refused(.digestMismatch))
        }
    }

    /// What is written in another way and says the same stays signed.
    @Test(arguments: [
        ("<e a=\"1\" b=\"2\">", "<e  b='2'\n a='1' >"), ("x &amp; y", "x &#38; y"), ("x &amp; y", "<![CDATA[x & y]]>"),
        ("<f/>", "<f></f>"), ("<f/>", "<f xmlns=''/>"), ("xmlns:unused=\"urn:u\"", "xmlns:other=\"urn:o\""),
    ])
    func takesOtherWaysOfWriting(old: String, new: String) throws {
        let key = try Keys.p256.get().publicKey
        let bytes = try signed(
            Self.transform(Self.exclusive), attributes: "xmlns:unused=\"urn:u\"",
            contents: "<e a=\"1\" b=\"2\">x &amp; y</e><f/>")
        let text = String(decoding: bytes, as: UTF8.self)
        let changed = text.replacing(old, with: new)
        #expect(changed != text)
        #expect(try Self.verdict(of: Array(changed.utf8), [key]) == .good(key.fingerprint))
    }

    @Test(arguments: [0x00, 0xFF] as [UInt8])
    func refusesImpossibleValues(byte: UInt8) throws {
        let text = String(decoding: try signed(Self.transform(Self.exclusive)), as: UTF8.self)
        let from = try #require(text.firstRange(of: "<ds:SignatureValue>")).upperBound
        let to = try #require(text.firstRange(of: "</ds:SignatureValue>")).lowerBound
        let value = Base64.standard.encode([UInt8](repeating: byte, count: 64))
        let changed = text[..<from] + value + text[to...]
        #expect(try Self.verdict(of: Array(changed.utf8), Self.publicKeys()) == .refused(.signatureMismatch))
    }

    /// Two IDs that look the same are two IDs.
    @Test func comparesIDsByteByByte() throws {
        let text = String(decoding: try signed(Self.transform(Self.exclusive)), as: UTF8.self)
            .replacing("ID=\"_1\"", with: "ID=\"\u{E9}\"").replacing("#_1", with: "#e\u{301}")
        let root = try parse(text).root
        let signature = try #require(root.firstChild(named: SignatureTests.name))
        #expect(code { _ = try SignatureShape(of: signature, in: root) } == .signatureShape)
    }

    /// IDs inside a Signature are taken once it was looked at, so that nothing that is decrypted later has them.
    @Test(arguments: XMLSignatureVerifier.Judge.allCases)
    func takesIDsOfTheSignature(judge: XMLSignatureVerifier.Judge) throws {
        let text = String(decoding: try signed(Self.transform(Self.exclusive)), as: UTF8.self)
            .replacing("<ds:SignatureValue", with: "<ds:SignatureValue Id=\"value\"")
        let document = try parse(text)
        #expect(xmlGetID(document.pointer, "value") == nil)
        let key = try Keys.p256.get().publicKey
        #expect(Self.verdict(judge, document, [key]) == .good(key.fingerprint))
        #expect(xmlGetID(document.pointer, "value") != nil)
    }
}
