import CXMLSec
import Encodings

/// Decrypts an element of SAML's EncryptedElementType (core, section 2.2.4): EncryptedAssertion or EncryptedID.
///
/// Every failure of the decryption itself looks the same, so that nobody can ask it questions about a cipher text.
package struct XMLDecryptor: Sendable {
    /// The service provider's keys; each is tried.
    package var keys: [PrivateKey]
    /// Accepts AES-CBC, whose changed cipher text shows only in what comes out.
    ///
    /// Safe when a signature around it was verified first.
    package var allowsUnauthenticatedCBC: Bool
    /// Accepts RSA 1.5 key transport and 3DES content, for IdPs that can't be changed yet.
    package var insecureAllowRSA15AndTripleDES: Bool
    /// Limits of the decrypted text.
    package var limits: XMLLimits

    /// EncryptedKeys that are tried at most; an RSA operation is expensive.
    private static let maximumEncryptedKeys = 4

    package init(
        keys: [PrivateKey], allowsUnauthenticatedCBC: Bool, insecureAllowRSA15AndTripleDES: Bool = false,
        limits: XMLLimits = .message
    ) {
        self.keys = keys
        self.allowsUnauthenticatedCBC = allowsUnauthenticatedCBC
        self.insecureAllowRSA15AndTripleDES = insecureAllowRSA15AndTripleDES
        self.limits = limits
    }

    /// Decrypts, parses the text where it stood, puts it there, and registers its IDs.
    ///
    /// - Returns: the one element that was encrypted, now a child of `container`.
    /// - Throws: `signatureShape` and `algorithm…` for what can be seen from outside, `decryptionFailed` for everything else.
    package func decrypt(_ container: XMLElement) throws(XMLSecurityError) -> XMLElement {
        let encrypted = container.children(named: XEnc.encryptedData)
        guard encrypted.count == 1, let data = encrypted.first else {
            throw XMLSecurityError(
                .signatureShape, "\(container.localName) must hold one EncryptedData; it has \(encrypted.count)")
        }
        let method = try contentEncryption(of: data)
        _ = try KeyUnwrapper.cipherValue(of: data)
        guard !keys.isEmpty else {
            throw XMLSecurityError(.invalidKey, "\(container.localName) is encrypted and there is no decryption key")
        }
        var contentKey = try contentKey(for: data, in: container, size: method.keySize)
        defer { OPENSSL_cleanse(&contentKey, contentKey.count) }
        let plainText = try plainText(of: data, method: method, key: contentKey)
        return try replace(data, with: plainText, in: container)
    }

    private static let failed = XMLSecurityError(
        .decryptionFailed, "the content could not be decrypted with the service provider's keys")

    private func contentEncryption(of data: XMLElement) throws(XMLSecurityError) -> ContentEncryption {
        let uri = data.firstChild(named: XEnc.encryptionMethod)?.attribute("Algorithm") ?? ""
        guard let method = ContentEncryption(rawValue: uri) else {
            throw XMLSecurityError(
                .algorithmNotSupported, "content encryption \(uri.quoted) is not supported; use aes256-gcm")
        }
        guard method != .insecureTripleDES || insecureAllowRSA15AndTripleDES else {
            throw XMLSecurityError(.algorithmNotAllowed, "content encryption 3DES is obsolete; use aes256-gcm")
        }
        guard method.isAuthenticated || allowsUnauthenticatedCBC else {
            throw XMLSecurityError(
                .algorithmNotAllowed,
                "AES-CBC without a signed Response around it is open to oracles; use aes256-gcm or sign the Response")
        }
        return method
    }

    /// EncryptedKeys inside EncryptedData's KeyInfo, and beside EncryptedData.
    ///
    /// With a RetrievalMethod the ones that it names.
    private func encryptedKeys(for data: XMLElement, in container: XMLElement) throws(XMLSecurityError) -> [XMLElement]
    {
        let keyInfo = data.firstChild(named: DSig.keyInfo)
        let inside = keyInfo?.children(named: XEnc.encryptedKey) ?? []
        var beside = container.children(named: XEnc.encryptedKey)
        if let uri = keyInfo?.firstChild(named: DSig.retrievalMethod)?.attribute("URI") {
            beside = beside.filter { key in key.attribute("Id").map { "#" + $0 } == uri }
        }
        let found = inside + beside
        guard !found.isEmpty else { throw XMLSecurityError(.signatureShape, "no EncryptedKey for the EncryptedData") }
        guard found.count <= Self.maximumEncryptedKeys else {
            throw XMLSecurityError(
                .limitExceeded, "\(found.count) EncryptedKeys; at most \(Self.maximumEncryptedKeys) are tried")
        }
        return found
    }

    /// Those of the EncryptedKeys that can be used: one for another recipient may be of a kind that is not known here.
    private func keyUnwrappers(for data: XMLElement, in container: XMLElement) throws(XMLSecurityError)
        -> [KeyUnwrapper]
    {
        var usable: [KeyUnwrapper] = []
        var problem: XMLSecurityError?
        for element in try encryptedKeys(for: data, in: container) {
            do throws(XMLSecurityError) {
                usable.append(try KeyUnwrapper(of: element, insecureAllowRSA15: insecureAllowRSA15AndTripleDES))
            } catch {
                problem = error
            }
        }
        if usable.isEmpty, let problem { throw problem }
        return usable
    }

    private func contentKey(
        for data: XMLElement, in container: XMLElement, size: Int
    ) throws(XMLSecurityError) -> [UInt8] {
        var found: [UInt8]?
        for wrapped in try keyUnwrappers(for: data, in: container) {
            for key in keys where found == nil {
                if let candidate = wrapped.unwrap(with: key), candidate.count == size { found = candidate }
            }
        }
        if let found { return found }
        // A random key instead of an early end: the outcome and its time don't tell which step failed.
        var random = [UInt8](repeating: 0, count: size)
        guard RAND_bytes(&random, Int32(size)) == 1 else { throw Self.failed }
        return random
    }

    private func plainText(
        of data: XMLElement, method: ContentEncryption, key: [UInt8]
    ) throws(XMLSecurityError) -> [UInt8] {
        guard let context = xmlSecEncCtxCreate(nil) else { throw Self.failed }
        defer {
            xmlSecEncCtxDestroy(context)
            ERR_clear_error()
        }
        // With a key set by the caller, xmlsec does not look at KeyInfo.
        context.pointee.encKey = xmlSecKeyReadMemory(method.keyData, key, UInt32(key.count))
        context.pointee.transformCtx.enabledUris = xmlSecTransformUriType(xmlSecTransformUriTypeNone)
        guard context.pointee.encKey != nil, let buffer = xmlSecEncCtxDecryptToBuffer(context, data.node),
            let bytes = xmlSecBufferGetData(buffer)
        else { throw Self.failed }
        return Array(UnsafeBufferPointer(start: bytes, count: Int(xmlSecBufferGetSize(buffer))))
    }

    /// Parses in the place of the encrypted element, since the text may use prefixes declared around it (xmlenc-core1, 4.4).
    private func replace(
        _ data: XMLElement, with text: [UInt8], in container: XMLElement
    ) throws(XMLSecurityError) -> XMLElement {
        container.document.isDecrypted = true
        var elements: [xmlNodePtr] = []
        var next = try parse(text, in: container)
        while let node = next {
            next = node.pointee.next
            xmlUnlinkNode(node)
            // Text around the element goes; the element stays.
            if node.pointee.type == XML_ELEMENT_NODE { elements.append(node) } else { xmlFreeNode(node) }
        }
        guard elements.count == 1, let element = elements.first else {
            elements.forEach(xmlFreeNode)
            throw Self.failed
        }
        guard let old = xmlReplaceNode(data.node, element) else {
            xmlFreeNode(element)
            throw Self.failed
        }
        xmlFreeNode(old)
        try container.document.registerIDs(below: element)
        // In the words of every other failure: what was decrypted is not told.
        guard (try? container.document.checkMarks(below: element)) != nil else { throw Self.failed }
        return XMLElement(node: element, document: container.document)
    }

    private func parse(_ text: [UInt8], in container: XMLElement) throws(XMLSecurityError) -> xmlNodePtr? {
        let limits = limits
        let surroundings = container.namespaceDeclarations
        var nodes: xmlNodePtr?
        let status = text.withUnsafeBufferPointer { buffer -> xmlParserErrors in
            var prescan = XMLPrescan(buffer, limits: limits, inside: surroundings)
            guard (try? XMLCharacters.check(buffer)) != nil, (try? prescan.run()) != nil else {
                return XML_ERR_INTERNAL_ERROR
            }
            return buffer.withMemoryRebound(to: CChar.self) { characters in
                xmlParseInNodeContext(
                    container.node, characters.baseAddress, Int32(clamping: characters.count), XMLDocument.options,
                    &nodes)
            }
        }
        guard status == XML_ERR_OK else {
            if let nodes { xmlFreeNodeList(nodes) }
            throw Self.failed
        }
        return nodes
    }
}
