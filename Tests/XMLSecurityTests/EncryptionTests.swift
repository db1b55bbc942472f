import Testing
import XMLSecurity

/// Encrypting and decrypting without SAML around it.
@Suite struct EncryptionTests {
    private func wrapped(_ clear: String, _ encryptor: XMLEncryptor, attributes: String = "") throws -> XMLElement {
        try parse("<c xmlns:p='urn:p'\(attributes)>\(try encryptor.encrypt(Array(clear.utf8)))</c>").root
    }

    private func decryptor(
        _ keys: [Result<PrivateKey, any Error>] = [Keys.rsa], cbc: Bool = true, insecure: Bool = true
    ) throws -> XMLDecryptor {
        XMLDecryptor(
            keys: try keys.map { try $0.get() }, allowsUnauthenticatedCBC: cbc, insecureAllowRSA15AndTripleDES: insecure
        )
    }

    private func encryptor(
        _ content: ContentEncryption = .aes256GCM, _ transport: KeyTransport = .rsaOAEPMGF1P,
        _ digest: DigestAlgorithm = .insecureSHA1,
        _ placement: XMLEncryptor.KeyPlacement = .inside
    ) throws -> XMLEncryptor {
        XMLEncryptor(
            recipient: try Keys.rsa.get().publicKey, content: content, transport: transport, oaepDigest: digest,
            placement: placement)
    }

    @Test(arguments: ContentEncryption.allCases, KeyTransport.allCases)
    func opensWhatItSeals(content: ContentEncryption, transport: KeyTransport) throws {
        for digest in [DigestAlgorithm.insecureSHA1, .sha256, .sha512] {
            let container = try wrapped("<p:a b='c'>text</p:a>", encryptor(content, transport, digest))
            let element = try decryptor().decrypt(container)
            #expect(
                try element.text() == "text" && element.namespace == "urn:p"
                    && element.parent?.isIdentical(to: container) == true)
        }
    }

    @Test func triesEveryKey() throws {
        #expect(try decryptor([Keys.otherRSA, Keys.rsa]).decrypt(wrapped("<a/>", encryptor())).localName == "a")
        #expect(code { _ = try decryptor([Keys.otherRSA]).decrypt(wrapped("<a/>", encryptor())) } == .decryptionFailed)
        #expect(code { _ = try decryptor([]).decrypt(wrapped("<a/>", encryptor())) } == .invalidKey)
    }

    @Test func refusesWhatIsNotAllowed() throws {
        #expect(
            code { _ = try decryptor(insecure: false).decrypt(wrapped("<a/>", encryptor(.insecureTripleDES))) }
                == .algorithmNotAllowed)
        #expect(
            code { _ = try decryptor(insecure: false).decrypt(wrapped("<a/>", encryptor(.aes128GCM, .insecureRSA15))) }
                == .algorithmNotAllowed)
        #expect(
            code { _ = try decryptor(cbc: false).decrypt(wrapped("<a/>", encryptor(.aes128CBC))) }
                == .algorithmNotAllowed)
        #expect(try decryptor(cbc: false, insecure: false).decrypt(wrapped("<a/>", encryptor())).localName == "a")
    }

    /// What comes out is a document of its own: one element, the same limits, nothing that a document must not have.
    @Test(arguments: [
        "", " ", "text", "<a/><b/>", "<a", "</c><c>", "<a>&x;</a>", "<!DOCTYPE a><a/>", "<?xml version='1.0'?><a/>",
        "<!-- -->", "<q:a/>x<q:b/>",
        "<a>" + String(repeating: "<b/>", count: 9000) + "</a>",
        String(repeating: "<a>", count: 60) + String(repeating: "</a>", count: 60), "\u{0}", "<a>\u{1}</a>",
        "<a>e\(String(repeating: "\u{301}", count: 31))</a>", "<a b='e\(String(repeating: "\u{301}", count: 31))'/>",
    ])
    func refusesWhatIsNoElement(clear: String) throws {
        let container = try wrapped(clear, encryptor())
        #expect(code { _ = try decryptor().decrypt(container) } == .decryptionFailed)
        // A failed attempt leaves the tree whole.
        #expect(try container.document.serialized().count > 100)
    }

    @Test(arguments: [" <a ID='_1'/>\n", "<!-- c --><a ID='_1'/>", "<a ID='_1'/><?p?>", "text<a ID='_1'/>"])
    func takesTheElementAlone(clear: String) throws {
        let element = try decryptor().decrypt(wrapped(clear, encryptor()))
        #expect(element.attribute("ID") == "_1" && element.parent?.children.count == 1)
    }

    @Test(arguments: [" ID='_1'", " ID='_2'"])
    func keepsIDsUnique(attributes: String) throws {
        let container = try wrapped("<a ID='_1'/>", encryptor(), attributes: attributes)
        #expect(code { _ = try decryptor().decrypt(container) } == (attributes.contains("_1") ? .duplicateID : nil))
        let inner = try wrapped("<a ID='_1'><b ID='_1'/></a>", encryptor())
        #expect(code { _ = try decryptor().decrypt(inner) } == .duplicateID)
    }

    @Test(arguments: ["<c/>", "<c><d/></c>"])
    func needsEncryptedData(xml: String) throws {
        let root = try parse(xml).root
        #expect(code { _ = try decryptor().decrypt(root) } == .signatureShape)
    }

    /// What can be seen from outside is said; each differs in one place from what opens.
    @Test(arguments: [
        ("xmldsig#sha1\"", "xmldsig#sha9\"", XMLSecurityError.Code.algorithmNotSupported),
        ("mgf1sha1\"", "mgf1md5\"", .algorithmNotSupported),
        ("<xenc11:MGF", "<xenc:OAEPparams>!</xenc:OAEPparams><xenc11:MGF", .signatureShape),
        ("<xenc11:MGF", "<xenc:OAEPparams>A<b/></xenc:OAEPparams><xenc11:MGF", .mixedContent),
        ("xmlenc11#rsa-oaep\"", "xmlenc11#rsa-none\"", .algorithmNotSupported),
        ("xmlenc11#aes256-gcm", "xmlenc11#aes256-none", .algorithmNotSupported),
        ("<xenc:CipherData>", "<xenc:CipherData/><xenc:CipherData>", .signatureShape),
        ("<xenc:CipherValue>", "<xenc:CipherValue/><xenc:CipherValue>", .signatureShape),
        ("xenc:CipherValue", "xenc:CipherReference", .signatureShape),
        ("<xenc:CipherValue>", "<xenc:CipherValue>!", .signatureShape),
        ("xenc:CipherData", "xenc:Other", .signatureShape),
        ("xenc:EncryptedKey", "xenc:Other", .signatureShape), ("xenc:EncryptedData", "xenc:Other", .signatureShape),
    ])
    func refusesFromOutside(old: String, new: String, expected: XMLSecurityError.Code) throws {
        let good = try encryptor(.aes256GCM, .rsaOAEP).encrypt(Array("<a/>".utf8))
        #expect(try decryptor().decrypt(parse("<c>\(good)</c>").root).localName == "a")
        #expect(good.contains(old))
        let root = try parse("<c>\(good.replacing(old, with: new))</c>").root
        #expect(code { _ = try decryptor().decrypt(root) } == expected)
    }

    @Test func refusesTwoEncryptedData() throws {
        let good = try encryptor().encrypt(Array("<a/>".utf8))
        let root = try parse("<c>\(good)\(good.replacing(" Id=\"_key\"", with: ""))</c>").root
        #expect(code { _ = try decryptor().decrypt(root) } == .signatureShape)
    }

    @Test func refusesAnEncryptedKeyWithoutAMethod() throws {
        let text = try encryptor(.aes256GCM, .rsaOAEP).encrypt(Array("<a/>".utf8))
            .replacing(
                "<xenc:EncryptionMethod Algorithm=\"\(KeyTransport.rsaOAEP.rawValue)\">", with: "<xenc:Other>"
            )
            .replacing("</xenc:EncryptionMethod>", with: "</xenc:Other>")
        let root = try parse("<c>\(text)</c>").root
        #expect(code { _ = try decryptor().decrypt(root) } == .signatureShape)
    }

    /// A key that can't decrypt at all is passed over.
    @Test func passesOverKeysOfAnotherKind() throws {
        #expect(try decryptor([Keys.p256, Keys.rsa]).decrypt(wrapped("<a/>", encryptor())).localName == "a")
        #expect(code { _ = try decryptor([Keys.p256]).decrypt(wrapped("<a/>", encryptor())) } == .decryptionFailed)
    }
}
