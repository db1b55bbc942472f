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
}
