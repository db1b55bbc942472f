import FederationTesting
import Foundation
import SAML2
import Testing

/// Metadata that is refused, each for its own reason.
@Suite struct MetadataErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let code: MetadataError.Code
        let testDescription: String
        let bytes: @Sendable () throws -> [UInt8]

        init(_ code: MetadataError.Code, _ name: String, _ xml: @escaping @Sendable () throws -> String) {
            self.init(code, name, bytes: { Array(try xml().utf8) })
        }

        init(_ code: MetadataError.Code, _ name: String, bytes: @escaping @Sendable () throws -> [UInt8]) {
            self.code = code
            testDescription = "\(code.rawValue): \(name)"
            self.bytes = bytes
        }
    }

    private static func good() throws -> String {
        MetadataFixture.entity(MetadataFixture.role(try MetadataFixture.key()))
    }

    static let small = Result { try TestIdentityProvider(keyKind: .rsa(bits: 768), at: Fixture.instant) }
    static let keys = Result {
        try (0..<11).map { _ in try TestIdentityProvider(keyKind: .ellipticCurve("P-256"), at: Fixture.instant) }
    }

    private static func manyKeys(_ count: Int) throws -> String {
        let descriptors = try keys.get().prefix(count).map { try MetadataFixture.key(.success($0)) }
        return MetadataFixture.entity(MetadataFixture.role(descriptors.joined()))
    }

    private static func oneKey(times count: Int) throws -> String {
        let key = try MetadataFixture.key()
        return MetadataFixture.entity(MetadataFixture.role(String(repeating: key, count: count)))
    }

    private static func manyEntities(_ count: Int) throws -> String {
        let role = MetadataFixture.role(try MetadataFixture.key())
        return MetadataFixture.entities(
            (0..<count).map { MetadataFixture.entity("https://idp\($0).example.org", role) }.joined())
    }

    /// The document whose certificate has these bytes in the place of `old`, 65537 and what stands around it.
    private static func certificate(_ old: [UInt8], _ new: [UInt8]) throws -> String {
        let text = try MetadataFixture.certificate()
        let der = Array(try #require(Data(base64Encoded: text)))
        let place = try #require(der.firstRange(of: old))
        let changed = Data(der[..<place.lowerBound] + new + der[place.upperBound...])
        return MetadataFixture.entity(
            MetadataFixture.role(MetadataFixture.keyDescriptor(changed.base64EncodedString())))
    }

    private static let exponent: [UInt8] = [0x02, 0x03, 0x01, 0x00, 0x01]

    /// The key is in the document and nobody trusts it.
    @Test func namesTheKeyThatIsWorthNothing() throws {
        let refusal = MetadataFixture.refusal(Array(try Self.certificate(Self.exponent, [0x02, 0x03, 1, 0, 0]).utf8))
        #expect(refusal?.code == .noSigningKey && refusal?.reason.contains("exponent 65536") == true)
        // Another odd exponent is as good as any.
        #expect(
            MetadataFixture.refusal(Array(try Self.certificate(Self.exponent, [0x02, 0x03, 1, 0, 3]).utf8)) == nil)
    }

    @Test func aWorthlessKeyBesideAGoodOneIsNotTrusted() throws {
        let bad = try Self.certificate(Self.exponent, [0x02, 0x03, 1, 0, 0])
        let both = bad.replacingFirst("<md:KeyDescriptor", with: try MetadataFixture.key() + "<md:KeyDescriptor")
        let provider = try #require(try MetadataFixture.parse(both).identityProviders.first)
        #expect(provider.signingKeys.count == 1 && provider.unusableKeys.contains { $0.contains("exponent 65536") })
    }

    /// What stands in the place of base64 of one certificate is told by its name.
    @Test(arguments: [
        ("pem", "BEGIN CERTIFICATE"), ("key", "PRIVATE KEY"), ("chain", "second certificate follow"),
        ("padded chain", "more than one base64 text"), ("rest", "not part of it"), ("twice", "encoded twice"),
        ("pem twice", "encoded twice"), ("percent", "percent-encoded"), ("url", "alphabet for URLs"),
        ("public key", "a public key without a certificate"), ("empty", "empty"), ("text", "not base64"),
    ])
    func namesWhatIsNoCertificate(form: String, reason: String) throws {
        let text = try MetadataFixture.certificate()
        let der = Array(try #require(Data(base64Encoded: text)))
        let pem = try Fixture.rsa.get().certificatePEM
        let content: String =
            switch form {
            case "pem": pem
            case "key": "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----"
            case "chain": Data(der + der).base64EncodedString()
            case "padded chain": text.dropLast(4) + "AA==" + text
            case "rest": Data(der + [0, 0, 0]).base64EncodedString()
            case "twice": Data(text.utf8).base64EncodedString()
            case "pem twice": Data(pem.utf8).base64EncodedString()
            case "percent": text.dropLast(4) + "%2B%2F"
            case "url": text.dropLast(4) + "-_-_"
            case "public key": Data(try #require(Self.publicKey(of: der))).base64EncodedString()
            case "text": "see attachment"
            default: "\n  "
            }
        let xml = MetadataFixture.entity(MetadataFixture.role(MetadataFixture.keyDescriptor(content)))
        let refusal = try #require(MetadataFixture.refusal(Array(xml.utf8)))
        #expect(refusal.code == .noSigningKey && refusal.reason.contains(reason), "\(refusal.reason)")
        #expect(!refusal.reason.contains("no reason given"))
    }

    /// The SubjectPublicKeyInfo inside: a sequence that begins with the algorithm rsaEncryption.
    private static func publicKey(of der: [UInt8]) -> [UInt8]? {
        let algorithm: [UInt8] = [0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01]
        guard let place = der.firstRange(of: algorithm) else { return nil }
        let start = place.lowerBound - 4
        return Array(der[start..<(start + 4 + Int(der[start + 2]) << 8 + Int(der[start + 3]))])
    }

    static let cases: [Case] = [
        Case(.malformed, "NUL behind the document") { try good() + "\0" },
        Case(.malformed, "markup behind a NUL") { try good() + "\0<x/>" },
        Case(.malformed, "NUL in a text") {
            try good().replacingFirst("<md:IDPSSODescriptor", with: "\0<md:IDPSSODescriptor")
        },
        Case(.malformed, "JSON") { "{\"error\":\"not found\"}" },
        Case(.byteOrderMark, "UTF-8 mark", bytes: { [0xEF, 0xBB, 0xBF] + Array(try good().utf8) }),
        Case(
            .notUTF8, "UTF-16",
            bytes: { [0xFF, 0xFE] + Array(try #require(try good().data(using: .utf16LittleEndian))) }),
        Case(
            .notUTF8, "UTF-16 big endian",
            bytes: { [0xFE, 0xFF] + Array(try #require(try good().data(using: .utf16BigEndian))) }),
        Case(.notUTF8, "declared Latin-1") { "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + (try good()) },
        Case(.notUTF8, "bytes that are not UTF-8", bytes: { Array(try good().utf8) + [0xE4] }),
        Case(.malformed, "not XML") { "entityID: x" },
        Case(.malformed, "empty") { "" },
        Case(.malformed, "cut") { String(try good().dropLast(9)) },
        Case(.malformed, "DOCTYPE") { "<!DOCTYPE a>" + (try good()) },
        Case(.malformed, "same ID twice") {
            MetadataFixture.entity(
                MetadataFixture.role(try MetadataFixture.key()) + "<md:Extensions ID=\"a\"/>", attributes: " ID=\"a\"")
        },
        Case(.malformed, "no entityID") { try good().replacingFirst("entityID", with: "name") },
        Case(.malformed, "empty entityID") {
            MetadataFixture.entity("", MetadataFixture.role(try MetadataFixture.key()))
        },
        Case(.malformed, "long entityID") {
            MetadataFixture.entity(String(repeating: "x", count: 1025), MetadataFixture.role(try MetadataFixture.key()))
        },
        Case(.malformed, "validUntil is no date") {
            try good().replacingFirst(" entityID=", with: " validUntil=\"soon\" entityID=")
        },
        Case(.malformed, "nested too deep") {
            (0..<9).reduce(try good()) { inner, _ in MetadataFixture.entities(inner) }
        },
        Case(.notMetadata, "HTML") { "<html/>" },
        Case(.notMetadata, "Response") { try Fixture.signedText() },
        Case(.notMetadata, "no namespace") { "<EntityDescriptor entityID=\"x\"/>" },
        Case(.noIdentityProvider, "no roles") { MetadataFixture.entity("") },
        Case(.noIdentityProvider, "no entities") { MetadataFixture.entities("") },
        Case(.noIdentityProvider, "service provider") {
            MetadataFixture.entity("<md:SPSSODescriptor protocolSupportEnumeration=\"\(MetadataFixture.saml2)\"/>")
        },
        Case(.noIdentityProvider, "SAML 1.1 alone") {
            MetadataFixture.entity(
                MetadataFixture.role(try MetadataFixture.key(), protocols: "urn:oasis:names:tc:SAML:1.1:protocol"))
        },
        Case(.noSigningKey, "no key") { MetadataFixture.entity(MetadataFixture.role("")) },
        Case(.noSigningKey, "encryption key alone") {
            MetadataFixture.entity(MetadataFixture.role(try MetadataFixture.key(use: " use=\"encryption\"")))
        },
        Case(.noSigningKey, "unknown use") {
            MetadataFixture.entity(MetadataFixture.role(try MetadataFixture.key(use: " use=\"Signing\"")))
        },
        Case(.noSigningKey, "not base64") {
            MetadataFixture.entity(MetadataFixture.role(MetadataFixture.keyDescriptor("!")))
        },
        Case(.noSigningKey, "not a certificate") {
            MetadataFixture.entity(MetadataFixture.role(MetadataFixture.keyDescriptor("AAAA")))
        },
        Case(.noSigningKey, "empty certificate") {
            MetadataFixture.entity(MetadataFixture.role(MetadataFixture.keyDescriptor("")))
        },
        Case(.noSigningKey, "certificate with bytes behind it") {
            MetadataFixture.entity(
                MetadataFixture.role(MetadataFixture.keyDescriptor(try MetadataFixture.certificate() + "AAAA")))
        },
        Case(.noSigningKey, "KeyName alone") {
            MetadataFixture.entity(
                MetadataFixture.role(
                    "<md:KeyDescriptor><ds:KeyInfo><ds:KeyName>k</ds:KeyName></ds:KeyInfo></md:KeyDescriptor>"))
        },
        Case(.noSigningKey, "one of two IdPs has none") {
            MetadataFixture.entities(
                try good() + MetadataFixture.entity("https://b.example.org", MetadataFixture.role("")))
        },
        Case(.keyTooSmall, "RSA 768") { MetadataFixture.entity(MetadataFixture.role(try MetadataFixture.key(small))) },
        Case(.keyTooSmall, "RSA 768 beside a good one") {
            MetadataFixture.entity(MetadataFixture.role(try MetadataFixture.key() + MetadataFixture.key(small)))
        },
        Case(.keyTooSmall, "RSA 768 for encryption") {
            MetadataFixture.entity(
                MetadataFixture.role(try MetadataFixture.key() + MetadataFixture.key(small, use: " use=\"encryption\""))
            )
        },
        Case(.tooManyKeys, "11 keys") { try manyKeys(11) },
        Case(.tooManyKeys, "one key 101 times") { try oneKey(times: 101) },
        Case(.tooManyIdentityProviders, "11 IdPs") { try manyEntities(11) },
        Case(.expired, "passed") {
            try good().replacingFirst(" entityID=", with: " validUntil=\"2020-01-01T00:00:00Z\" entityID=")
        },
        Case(.expired, "now") {
            try good().replacingFirst(
                " entityID=", with: " validUntil=\"\(SAMLInstant.format(Fixture.instant))\" entityID=")
        },
        Case(.expired, "around") {
            MetadataFixture.entities(try good(), attributes: " validUntil=\"2020-01-01T00:00:00Z\"")
        },
        Case(.expired, "in the role") {
            try good().replacingFirst(
                "<md:IDPSSODescriptor ", with: "<md:IDPSSODescriptor validUntil=\"2020-01-01T00:00:00Z\" ")
        },
        Case(.duplicateEntity, "twice") { MetadataFixture.entities(try good() + good()) },
    ]

    @Test(arguments: cases)
    func refuses(_ refusal: Case) throws {
        let error = try #require(MetadataFixture.refusal(try refusal.bytes()))
        #expect(error.code == refusal.code, "\(error)")
        let words = error.code == .keyTooSmall ? "Unable to parse metadata: " : "Could not parse metadata: "
        #expect(error.description == words + error.reason && !error.reason.isEmpty)
    }

    @Test(arguments: [
        ("no key", "has no usable signing key"), ("KeyName alone", "without an X509Certificate"),
        ("unknown use", "with use \"Signing\""), ("not base64", "not base64"),
        ("not a certificate", "not an X.509 certificate"), ("UTF-16", "is UTF-16"), ("UTF-16 big endian", "is UTF-16"),
        ("no entityID", "without an entityID"), ("11 keys", "11 keys"), ("one key 101 times", "101 certificates"),
    ])
    func saysWhatIsWrong(name: String, says: String) throws {
        let refusal = try #require(Self.cases.first { $0.testDescription.hasSuffix(": \(name)") })
        let error = try #require(MetadataFixture.refusal(try refusal.bytes()))
        #expect(error.reason.contains(says), "\(error)")
    }

    @Test func acceptsTheNeighbours() throws {
        #expect(try MetadataFixture.parse(Self.good()).identityProviders.count == 1)
        #expect(try MetadataFixture.parse(Self.manyKeys(10)).identityProviders.first?.signingKeys.count == 10)
        #expect(try MetadataFixture.parse(Self.oneKey(times: 100)).identityProviders.first?.signingKeys.count == 1)
        #expect(try MetadataFixture.parse(Self.manyEntities(10)).identityProviders.count == 10)
        #expect(
            try MetadataFixture.parse((0..<8).reduce(Self.good()) { inner, _ in MetadataFixture.entities(inner) })
                .identityProviders.count == 1)
        #expect(
            try MetadataFixture.parse("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + Self.good()).identityProviders
                .count == 1)
    }

    @Test func takesByteOrderMarkOffWhereAsked() throws {
        let bytes = [0xEF, 0xBB, 0xBF] + Array(try Self.good().utf8)
        #expect(MetadataFixture.refusal(bytes, options: .init(stripsByteOrderMark: true)) == nil)
        let utf16 = [0xFF, 0xFE] + Array(try #require(try Self.good().data(using: .utf16LittleEndian)))
        #expect(MetadataFixture.refusal(utf16, options: .init(stripsByteOrderMark: true))?.code == .notUTF8)
    }

    @Test func everyCodeHasACase() {
        let tested = Set(Self.cases.map(\.code.rawValue)).union([MetadataError.Code.signature.rawValue])
        #expect(tested.count == 12)
    }
}
