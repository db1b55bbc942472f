import CXMLSec
import Encodings
import Testing

@testable import XMLSecurity

/// RSASSA-PSS, by names with fixed parameters and with parameters that are said.
@Suite struct PSSSignatureTests {
    private static let more = "http://www.w3.org/2007/05/xmldsig-more#"
    private static let sha256 = "http://www.w3.org/2001/04/xmlenc#sha256"
    private static let sha512 = "http://www.w3.org/2001/04/xmlenc#sha512"
    private static let sha1 = "http://www.w3.org/2000/09/xmldsig#sha1"

    /// A document whose SignatureMethod is rsa-pss with this content, signed as `algorithm` says by OpenSSL, with other salt where told.
    private static func signed(
        _ content: String, _ algorithm: SignatureAlgorithm = .rsaPSSSHA256, salt: Int32? = nil
    ) throws -> String {
        let key = try Keys.rsa.get()
        let document = try parse("<a ID='_1'><b>text</b></a>")
        try XMLSigner(key: key, algorithm: algorithm).sign(document.root)
        let text = String(decoding: try document.serialized(), as: UTF8.self).replacing(
            "<ds:SignatureMethod Algorithm=\"\(algorithm.rawValue)\"/>",
            with:
                "<ds:SignatureMethod xmlns:p=\"\(more)\" Algorithm=\"\(more)rsa-pss\">\(content)</ds:SignatureMethod>")
        let signature = try #require(try parse(text).root.firstChild(named: SignatureTests.name))
        let info = try #require(signature.firstChild(named: DSig.signedInfo))
        let old = try #require(signature.firstChild(named: DSig.signatureValue)).text()
        let bytes = try #require(CanonicalForm(.exclusive).bytes(of: info))
        let value =
            try salt.map { try self.value(over: bytes, key, salt: $0) } ?? key.signature(over: bytes, with: algorithm)
        return text.replacing(old, with: Base64.standard.encode(value))
    }

    /// What `PrivateKey` does not make: SHA-256 with salt of any length.
    private static func value(over bytes: [UInt8], _ key: PrivateKey, salt: Int32) throws -> [UInt8] {
        let context = try #require(EVP_MD_CTX_new())
        defer { EVP_MD_CTX_free(context) }
        var padding: OpaquePointer?
        var size = 256
        var value = [UInt8](repeating: 0, count: size)
        try #require(EVP_DigestSignInit(context, &padding, EVP_sha256(), nil, key.evp) == 1)
        try #require(EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PSS_PADDING) == 1)
        try #require(EVP_PKEY_CTX_set_rsa_pss_saltlen(padding, salt) == 1)
        try #require(EVP_DigestSign(context, &value, &size, bytes, bytes.count) == 1)
        return value
    }

    private static func verify(
        _ text: String, judge: XMLSignatureVerifier.Judge = .own
    ) throws -> SignatureAlgorithm {
        let root = try parse(text).root
        let signature = try #require(root.firstChild(named: SignatureTests.name))
        return try XMLSignatureVerifier(judge: judge).verify(
            SignatureShape(of: signature, in: root), with: [Keys.rsa.get().publicKey]
        ).algorithm
    }

    private static func digest(_ uri: String) -> String { "<ds:DigestMethod Algorithm=\"\(uri)\"/>" }

    private static func mask(_ content: String, _ uri: String = "\(more)MGF1") -> String {
        "<p:MaskGenerationFunction Algorithm=\"\(uri)\">\(content)</p:MaskGenerationFunction>"
    }

    private static func parameters(_ content: String...) -> String {
        "<p:RSAPSSParams>\(content.joined())</p:RSAPSSParams>"
    }

    private static let salt32 = "<p:SaltLength>32</p:SaltLength>"
    private static let trailer = "<p:TrailerField>1</p:TrailerField>"

    @Test(arguments: [
        "", parameters(), parameters(digest(sha256), mask(digest(sha256)), salt32, trailer), parameters(mask("")),
        parameters(salt32), parameters(trailer), parameters(digest(sha256), "<p:SaltLength> 32\n</p:SaltLength>"),
    ])
    func takesWhatComesToSHA256(_ content: String) throws {
        let text = try Self.signed(content)
        #expect(try Self.verify(text) == .rsaPSSSHA256)
        #expect(code { _ = try Self.verify(text.replacing(">text<", with: ">test<")) } == .digestMismatch)
        let changed = text.replacing("<ds:SignedInfo>", with: "<ds:SignedInfo A=''>")
        #expect(changed != text)
        #expect(code { _ = try Self.verify(changed) } == .signatureMismatch)
    }

    @Test func takesTheSameOfAnotherDigest() throws {
        let content = Self.parameters(
            Self.digest(Self.sha512), Self.mask(Self.digest(Self.sha512)), "<p:SaltLength>64</p:SaltLength>")
        #expect(try Self.verify(Self.signed(content, .rsaPSSSHA512)) == .rsaPSSSHA512)
        // Made with another digest than it says.
        #expect(code { _ = try Self.verify(Self.signed(content, .rsaPSSSHA384)) } == .signatureMismatch)
    }

    @Test(arguments: [
        parameters(digest(sha512)), parameters(digest(sha512), mask(""), "<p:SaltLength>64</p:SaltLength>"),
        parameters(mask(digest(sha1))), parameters(digest(sha1), mask(digest(sha1)), "<p:SaltLength>20</p:SaltLength>"),
        parameters(mask("", "urn:mask")), parameters("<p:SaltLength>20</p:SaltLength>"),
        parameters("<p:SaltLength>0</p:SaltLength>"), parameters("<p:SaltLength/>"),
        parameters("<p:SaltLength>-32</p:SaltLength>"), parameters("<p:SaltLength>99999999999999999999</p:SaltLength>"),
        parameters("<p:TrailerField>2</p:TrailerField>"), parameters(digest("urn:digest")),
    ])
    func refusesOtherParameters(_ content: String) throws {
        #expect(code { _ = try Self.verify(Self.signed(content)) } == .algorithmNotSupported)
    }

    @Test(arguments: [
        parameters(salt32, digest(sha256)), parameters(salt32, salt32), parameters("<p:Other/>"),
        parameters("<SaltLength>32</SaltLength>"), parameters() + parameters(), digest(sha256), salt32,
        "<RSAPSSParams/>", parameters(mask(digest(sha256) + digest(sha256))), parameters(mask(salt32)),
        parameters("<ds:DigestMethod/>"),
    ])
    func refusesWhatTheSchemaDoesNotHave(_ content: String) throws {
        #expect(code { _ = try Self.verify(Self.signed(content)) } == .signatureShape)
    }

    /// OpenSSL would tell the length of the salt from the value, if it was let.
    @Test(arguments: [Int32(0), 20, 31, 33, 64])
    func refusesSaltOfAnotherLength(_ salt: Int32) throws {
        #expect(try Self.verify(Self.signed("", salt: 32)) == .rsaPSSSHA256)
        #expect(code { _ = try Self.verify(Self.signed("", salt: salt)) } == .signatureMismatch)
    }

    /// The paddings don't stand in for one another.
    @Test func refusesTheOtherPadding() throws {
        let key = try Keys.rsa.get()
        let document = try parse("<a ID='_1'/>")
        try XMLSigner(key: key, algorithm: .rsaSHA256).sign(document.root)
        let text = String(decoding: try document.serialized(), as: UTF8.self)
        let renamed = text.replacing(
            SignatureAlgorithm.rsaSHA256.rawValue, with: SignatureAlgorithm.rsaPSSSHA256.rawValue)
        #expect(code { _ = try Self.verify(renamed) } == .signatureMismatch)
    }

    @Test(arguments: [XMLSignatureVerifier.Judge.xmlsec, .both])
    func xmlsecDoesNotJudgeIt(_ judge: XMLSignatureVerifier.Judge) throws {
        #expect(code { _ = try Self.verify(Self.signed(""), judge: judge) } == .algorithmNotSupported)
    }
}
