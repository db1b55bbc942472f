import Testing
import XMLSecurity

/// Signing and verifying without SAML around it.
@Suite struct SignatureTests {
    static let name = XMLName("http://www.w3.org/2000/09/xmldsig#", "Signature")

    private func signed(
        _ key: Result<PrivateKey, any Error>, _ algorithm: SignatureAlgorithm? = nil, digest: DigestAlgorithm = .sha256,
        _ method: CanonicalizationMethod = .exclusive, xml: String = "<a ID='_1'><b>text</b></a>"
    ) throws -> String {
        let document = try parse(xml)
        try XMLSigner(key: key.get(), algorithm: algorithm, digest: digest, canonicalization: method).sign(
            document.root)
        return String(decoding: try document.serialized(), as: UTF8.self)
    }

    private func verify(_ text: String, _ keys: [PublicKey], _ verifier: XMLSignatureVerifier = XMLSignatureVerifier())
        throws
        -> VerifiedElement
    {
        let root = try parse(text).root
        let signature = try #require(root.firstChild(named: Self.name))
        return try verifier.verify(SignatureShape(of: signature, in: root), with: keys)
    }

    static let keys: [(Result<PrivateKey, any Error>, SignatureAlgorithm)] = [
        (Keys.rsa, .rsaSHA256), (Keys.rsa, .rsaSHA384), (Keys.rsa, .rsaSHA512), (Keys.rsa, .rsaPSSSHA256),
        (Keys.rsa, .rsaPSSSHA384), (Keys.rsa, .rsaPSSSHA512), (Keys.p256, .ecdsaSHA256),
        (Keys.p384, .ecdsaSHA384),
        (Keys.p521, .ecdsaSHA512),
    ]

    @Test(arguments: 0..<keys.count, CanonicalizationMethod.allCases)
    func verifiesWhatItSigns(index: Int, method: CanonicalizationMethod) throws {
        let (key, algorithm) = Self.keys[index]
        let text = try signed(key, algorithm, digest: .sha512, method)
        let verified = try verify(text, [key.get().publicKey])
        #expect(try verified.algorithm == algorithm && verified.key.fingerprint == key.get().publicKey.fingerprint)
        #expect(verified.element.localName == "a")
        #expect(
            code { _ = try verify(text.replacing(">text<", with: ">test<"), [key.get().publicKey]) } == .digestMismatch)
        #expect(code { _ = try verify(text.replacing(">text<", with: "><"), [key.get().publicKey]) } == .digestMismatch)
    }

    @Test func saysWhyNot() throws {
        let text = try signed(Keys.rsa)
        #expect(code { _ = try verify(text, []) } == .keyMismatch)
        #expect(code { _ = try verify(text, [Keys.p256.get().publicKey]) } == .keyMismatch)
        #expect(code { _ = try verify(text, [Keys.otherRSA.get().publicKey]) } == .signatureMismatch)
        #expect(
            try verify(text, [Keys.p256.get().publicKey, Keys.otherRSA.get().publicKey, Keys.rsa.get().publicKey])
                .algorithm == .rsaSHA256)
    }

    @Test func triesKeysOfAllCurves() throws {
        let text = try signed(Keys.p384)
        #expect(
            try verify(text, [Keys.p256.get().publicKey, Keys.p521.get().publicKey, Keys.p384.get().publicKey])
                .algorithm == .ecdsaSHA256)
        // A value of another curve's length was made by none of them, whatever it says.
        #expect(
            code { _ = try verify(text, [Keys.p256.get().publicKey, Keys.p521.get().publicKey]) } == .signatureMismatch)
    }

    @Test func passesOverSmallRSAKeys() throws {
        var verifier = XMLSignatureVerifier()
        let text = try signed(Keys.rsa)
        verifier.minimumRSABits = 4096
        #expect(code { _ = try verify(text, [Keys.rsa.get().publicKey], verifier) } == .keyMismatch)
        #expect(code { _ = try verify(signed(Keys.smallRSA), [Keys.smallRSA.get().publicKey]) } == .keyMismatch)
    }

    @Test func takesSHA1OnlyUnderTheInsecureOption() throws {
        for text in [try signed(Keys.rsa, .insecureRSASHA1), try signed(Keys.rsa, digest: .insecureSHA1)] {
            #expect(code { _ = try verify(text, [Keys.rsa.get().publicKey]) } == .algorithmNotAllowed)
            #expect(
                try verify(text, [Keys.rsa.get().publicKey], XMLSignatureVerifier(insecureAllowSHA1: true)).element
                    .localName == "a")
        }
    }

    @Test(arguments: ["_1 _2", "it's", "a\"b", "a)b", "a[1]", "", "#x"])
    func refusesIDsThatAreNoNames(id: String) throws {
        let text = try signed(Keys.p256).replacing("_1", with: XMLEscape.attribute(id))
        #expect(code { _ = try verify(text, [Keys.p256.get().publicKey]) } != nil)
    }

    @Test(arguments: ["1", "id123", "_a-b.c", "a:b", "ä", "uuid-5e1f"])
    func acceptsIDsAsIdPsMakeThem(id: String) throws {
        let text = try signed(Keys.p256, xml: "<a ID='\(id)'/>")
        #expect(try verify(text, [Keys.p256.get().publicKey]).element.attribute("ID") == id)
    }

    @Test func refusesSignatureOfAnotherElement() throws {
        let document = try parse("<r><a ID='_1'><x/></a><b ID='_2'/></r>")
        let a = try #require(document.root.children.first)
        try XMLSigner(key: Keys.p256.get()).sign(a)
        let signature = try #require(a.firstChild(named: Self.name))
        #expect(code { _ = try SignatureShape(of: signature, in: document.root) } == .signatureShape)
        #expect(code { _ = try SignatureShape(of: signature, in: document.root.children[1]) } == .signatureShape)
        #expect(try SignatureShape(of: signature, in: a).algorithm == .ecdsaSHA256)
    }

    @Test func takesReferenceWithoutCanonicalization() throws {
        // Inclusive canonicalisation is what a Reference without one means.
        let text = try signed(Keys.p256, nil, digest: .sha256, .inclusive)
        let root = try parse(text).root
        let shape = try SignatureShape(of: try #require(root.firstChild(named: Self.name)), in: root)
        #expect(shape.referenceCanonicalization == .inclusive && shape.canonicalization == .inclusive)
    }

    @Test func oneKeyServesManyThreads() async throws {
        let text = try signed(Keys.rsa)
        let key = try Keys.rsa.get().publicKey
        let count = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<64 { group.addTask { try verify(text, [key]).key.fingerprint == key.fingerprint } }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(count == 64)
    }
}
