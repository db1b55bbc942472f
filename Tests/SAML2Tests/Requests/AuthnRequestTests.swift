import Encodings
import FederationTesting
import Foundation
import SAML2
import Testing
import XMLSecurity

/// Requests of ours as an identity provider reads them.
@Suite struct AuthnRequestTests {
    static let key = Result { try ServiceProviderKey(pem: Fixture.decryption.get().privateKeyPEM()) }
    /// The other half of the key.
    static let publicKeys = Result {
        [try #require(Certificate.certificates(inFile: Array(Fixture.decryption.get().certificatePEM.utf8)).first)]
            .map(\.publicKey)
    }

    static func request(_ change: (inout AuthnRequest) -> Void = { _ in }) -> AuthnRequest {
        var request = AuthnRequest(
            id: "_1", issueInstant: Fixture.instant, destination: "https://idp.example.org/sso",
            issuer: Fixture.audience, assertionConsumerService: Fixture.recipient)
        change(&request)
        return request
    }

    private static func root(_ xml: String) throws -> XMLElement { try XMLDocument(trusted: xml).root }

    @Test func saysWhoAsksAndWhereTheAnswerGoes() throws {
        let root = try Self.root(Self.request().xml())
        #expect(root.qualifiedName == "{urn:oasis:names:tc:SAML:2.0:protocol}AuthnRequest")
        #expect(root.attribute("ID") == "_1")
        #expect(root.attribute("Version") == "2.0")
        #expect(root.attribute("IssueInstant") == SAMLInstant.format(Fixture.instant))
        #expect(root.attribute("Destination") == "https://idp.example.org/sso")
        #expect(root.attribute("AssertionConsumerServiceURL") == Fixture.recipient)
        #expect(root.attribute("ProtocolBinding") == MessageBinding.post.rawValue)
        #expect(root.attribute("ForceAuthn") == nil)
        #expect(root.children.map(\.localName) == ["Issuer", "NameIDPolicy"])
        #expect(try root.children.first?.text() == Fixture.audience)
        #expect(root.children.last?.attribute("AllowCreate") == "true")
        #expect(root.children.last?.attribute("Format") == nil)
    }

    @Test func asksForWhatIsWished() throws {
        let format = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
        let request = Self.request {
            $0.wishes = AuthnRequestWishes(
                nameIDFormat: format, forcesAuthentication: true,
                authnContext: RequestedAuthnContext(classes: ["urn:a", "urn:b"], comparison: .minimum))
        }
        let root = try Self.root(request.xml())
        #expect(root.attribute("ForceAuthn") == "true")
        // The order of the schema (core 3.4.1).
        #expect(root.children.map(\.localName) == ["Issuer", "NameIDPolicy", "RequestedAuthnContext"])
        #expect(root.children[1].attribute("Format") == format)
        #expect(root.children[2].attribute("Comparison") == "minimum")
        #expect(try root.children[2].children.map { try $0.text() } == ["urn:a", "urn:b"])
    }

    @Test func whatIsWrittenIsText() throws {
        let odd = "\"><saml:Issuer>&'"
        let root = try Self.root(
            Self.request {
                $0.issuer = odd
                $0.destination = odd
                $0.assertionConsumerService = odd
                $0.wishes.nameIDFormat = odd
                $0.wishes.authnContext = RequestedAuthnContext(classes: [odd])
            }.xml())
        #expect(root.children.count == 3)
        #expect(try root.children[0].text() == odd)
        #expect(root.attribute("Destination") == odd)
        #expect(try root.children[2].children.first?.text() == odd)
    }

    @Test func idsAreNamesThatNobodyGuesses() {
        let ids = Set((0..<64).map { _ in MessageID.make() })
        #expect(ids.count == 64)
        #expect(ids.allSatisfy { $0.utf8.count == 41 && XMLName.isNCName($0) })
    }

    // MARK: HTTP-Redirect

    private static func query(_ url: String) -> String {
        String(url[(url.firstIndex(of: "?") ?? url.startIndex)...].dropFirst())
    }

    @Test(arguments: [nil, "opaque & = %", "ä"])
    func goesInASignedQuery(_ relayState: String?) throws {
        var message = Self.request().message
        message.relayState = relayState
        let url = try message.redirectURL(signedWith: Self.key.get())
        #expect(url.hasPrefix("https://idp.example.org/sso?SAMLRequest="))
        let names = Self.query(url).split(separator: "&").compactMap { $0.split(separator: "=").first.map(String.init) }
        #expect(names == ["SAMLRequest"] + (relayState == nil ? [] : ["RelayState"]) + ["SigAlg", "Signature"])
        let read = try RedirectQuery(query: Self.query(url))
        #expect(read.parameter == .request)
        #expect(String(decoding: read.xml, as: UTF8.self) == Self.request().xml())
        #expect(read.relayState == relayState)
        #expect(read.verify(with: try Self.publicKeys.get(), insecureAllowSHA1: false) == .verified)
        let foreign = try #require(
            Certificate.certificates(inFile: Array(Fixture.rsa.get().certificatePEM.utf8)).first)
        #expect(read.verify(with: [foreign.publicKey], insecureAllowSHA1: false) == .mismatch)
        #expect(read.verify(with: [], insecureAllowSHA1: false) == .mismatch)
    }

    @Test func aDestinationWithAQueryKeepsIt() throws {
        let request = Self.request { $0.destination = "https://idp.example.org/sso?tenant=1" }
        let url = try request.message.redirectURL(signedWith: nil)
        #expect(url.hasPrefix("https://idp.example.org/sso?tenant=1&SAMLRequest="))
        let read = try RedirectQuery(query: Self.query(url))
        #expect(read.verify(with: try Self.publicKeys.get(), insecureAllowSHA1: false) == .unsigned)
    }

    /// One change each in a query that verifies.
    @Test(arguments: [
        ("RelayState=a", "RelayState=b"), ("RelayState=a&", ""), ("RelayState=a", "RelayState=%61"),
        ("rsa-sha256", "rsa-sha512"), ("&Signature=", "&Signature=AAAA"),
    ])
    func nothingThatIsSignedCanBeChanged(_ old: String, _ new: String) throws {
        var message = Self.request().message
        message.relayState = "a"
        let query = Self.query(try message.redirectURL(signedWith: Self.key.get()))
        let changed = query.replacing(old, with: new)
        #expect(changed != query)
        let verdict = try RedirectQuery(query: changed).verify(with: Self.publicKeys.get(), insecureAllowSHA1: true)
        #expect(verdict == .mismatch)
    }

    @Test(arguments: [
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2000/09/xmldsig#hmac-sha1", "none", "",
    ])
    func otherAlgorithmsAreNone(_ algorithm: String) throws {
        let query = Self.query(try Self.request().message.redirectURL(signedWith: Self.key.get()))
        let changed = query.replacing(
            PercentEncoding.encode("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"),
            with: PercentEncoding.encode(algorithm))
        let verdict = try RedirectQuery(query: changed).verify(with: Self.publicKeys.get(), insecureAllowSHA1: false)
        #expect(verdict == .algorithm(algorithm))
    }

    @Test(arguments: [
        "", "SAMLRequest=", "SAMLRequest=AAAA", "SAMLRequest=%21", "RelayState=a", "SAMLRequest=a&SAMLResponse=b",
        "SAMLRequest=a&SAMLRequest=a", "SAMLRequest=a&SAML%52equest=a", "Signature=AAAA", "&&&", "====",
    ])
    func whatIsNoQueryOfTheBindingIsRefused(_ query: String) throws {
        #expect(throws: MessageDecodingError.self) { try RedirectQuery(query: query) }
        let good = Self.query(try Self.request().message.redirectURL(signedWith: Self.key.get()))
        #expect(throws: MessageDecodingError.self) { try RedirectQuery(query: good + "&" + "SAMLRequest=AAAA") }
        #expect(throws: MessageDecodingError.self) { try RedirectQuery(query: good + "&SAMLEncoding=other") }
        #expect(throws: MessageDecodingError.self) { try RedirectQuery(query: good + "&RelayState=%ff") }
        let cut = good.prefix { $0 != "&" }
        #expect(throws: MessageDecodingError.self) { try RedirectQuery(query: cut + "&Signature=AAAA") }
        #expect(throws: MessageDecodingError.self) { try RedirectQuery(query: cut + "&SigAlg=a") }
        #expect(throws: MessageDecodingError.self) {
            try RedirectQuery(query: cut + "&RelayState=" + String(repeating: "a", count: 70_000))
        }
    }

    /// A few bytes can stand for a thousand times as many.
    @Test func aMessageThatSwellsIsRefused() throws {
        let bomb = try #require(Deflate.compress([UInt8](repeating: 0x20, count: 1_000_000)))
        #expect(bomb.count < 2_000)
        let query = "SAMLRequest=" + PercentEncoding.encode(Base64.standard.encode(bomb))
        #expect(throws: MessageDecodingError.self) { try RedirectQuery(query: query) }
    }

    // MARK: HTTP-POST

    @Test func goesInASignedForm() throws {
        var message = Self.request().message
        message.relayState = "state"
        let fields = try message.formFields(signedWith: Self.key.get())
        #expect(fields.map(\.name) == ["SAMLRequest", "RelayState"])
        let xml = try HTTPPostBinding.decode(field: Array(fields[0].value.utf8))
        let root = try XMLDocument(parsing: xml, limits: .message).root
        // The Signature stands behind the Issuer (core 3.2.1).
        #expect(root.children.map(\.localName) == ["Issuer", "Signature", "NameIDPolicy"])
        let shape = try SignatureShape(of: root.children[1], in: root)
        let verified = try XMLSignatureVerifier().verify(shape, with: Self.publicKeys.get())
        #expect(verified.element.isIdentical(to: root))
    }

    @Test func withoutAKeyItIsNotSigned() throws {
        let fields = try Self.request().message.formFields(signedWith: nil)
        #expect(fields.map(\.name) == ["SAMLRequest"])
        let xml = try HTTPPostBinding.decode(field: Array(fields[0].value.utf8))
        #expect(String(decoding: xml, as: UTF8.self) == Self.request().xml())
    }

    @Test func queriesAreSignedWithRSAKeysAlone() throws {
        let key = try ServiceProviderKey(pem: Fixture.p256.get().privateKeyPEM())
        #expect(!key.isRSA)
        #expect(throws: KeyError.self) { try Self.request().message.redirectURL(signedWith: key) }
        #expect(throws: Never.self) { try Self.request().message.formFields(signedWith: key) }
    }
}
