import CXMLSec
import Encodings

/// Encrypts XML for a service provider: the development IdP and tests need it.
package struct XMLEncryptor {
    /// Where the EncryptedKey goes (xmlenc-core1, section 3.5).
    package enum KeyPlacement: Sendable {
        /// In the KeyInfo of EncryptedData.
        case inside
        /// Beside EncryptedData, named by a RetrievalMethod.
        case besideWithRetrievalMethod
        /// Beside EncryptedData, with nothing that leads to it.
        case beside
    }

    package var recipient: PublicKey
    package var content: ContentEncryption
    package var transport: KeyTransport
    /// Digest and mask of OAEP.
    package var oaepDigest: DigestAlgorithm
    package var placement: KeyPlacement

    package init(
        recipient: PublicKey, content: ContentEncryption = .aes256GCM, transport: KeyTransport = .rsaOAEPMGF1P,
        oaepDigest: DigestAlgorithm = .insecureSHA1, placement: KeyPlacement = .inside
    ) {
        self.recipient = recipient
        self.content = content
        self.transport = transport
        self.oaepDigest = oaepDigest
        self.placement = placement
    }

    /// EncryptedData, and EncryptedKey where it stands beside, as XML text for an EncryptedAssertion or EncryptedID.
    package func encrypt(_ xml: [UInt8]) throws(XMLSecurityError) -> String {
        var key = [UInt8](repeating: 0, count: content.keySize)
        guard RAND_bytes(&key, Int32(key.count)) == 1 else {
            throw XMLSecurityError(.processingFailed, "no randomness")
        }
        defer { OPENSSL_cleanse(&key, key.count) }
        let cipherText = try seal(xml, key: key)
        // rsa-oaep-mgf1p has its mask fixed to SHA-1.
        let mask = transport == .rsaOAEP ? oaepDigest : .insecureSHA1
        let wrapped = try KeyUnwrapper.wrap(
            key, for: recipient, transport: transport, parameters: OAEPParameters(digest: oaepDigest, mask: mask))
        let encryptedKey = """
            <xenc:EncryptedKey xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" Id="_key">\
            <xenc:EncryptionMethod Algorithm="\(transport.rawValue)">\(oaepParameters(mask: mask))</xenc:EncryptionMethod>\
            <xenc:CipherData><xenc:CipherValue>\(Base64.standard.encode(wrapped))</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey>
            """
        return """
            <xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" Type="http://www.w3.org/2001/04/xmlenc#Element">\
            <xenc:EncryptionMethod Algorithm="\(content.rawValue)"/>\(keyInfo(encryptedKey))\
            <xenc:CipherData><xenc:CipherValue>\(Base64.standard.encode(cipherText))</xenc:CipherValue></xenc:CipherData>\
            </xenc:EncryptedData>\(placement == .inside ? "" : encryptedKey)
            """
    }

    private func oaepParameters(mask: DigestAlgorithm) -> String {
        guard transport != .insecureRSA15 else { return "" }
        let digest = "<ds:DigestMethod xmlns:ds=\"\(DSig.namespace)\" Algorithm=\"\(oaepDigest.rawValue)\"/>"
        guard transport == .rsaOAEP else { return digest }
        return digest
            + "<xenc11:MGF xmlns:xenc11=\"http://www.w3.org/2009/xmlenc11#\" Algorithm=\"\(OAEPParameters.uri(ofMask: mask))\"/>"
    }

    private func keyInfo(_ encryptedKey: String) -> String {
        switch placement {
        case .inside: "<ds:KeyInfo xmlns:ds=\"\(DSig.namespace)\">\(encryptedKey)</ds:KeyInfo>"
        case .beside: ""
        case .besideWithRetrievalMethod:
            """
            <ds:KeyInfo xmlns:ds="\(DSig.namespace)"><ds:RetrievalMethod URI="#_key" \
            Type="http://www.w3.org/2001/04/xmlenc#EncryptedKey"/></ds:KeyInfo>
            """
        }
    }

    /// Initialisation vector, cipher text and, for GCM, tag, as xmlenc-core1 5.2 orders them.
    private func seal(_ text: [UInt8], key: [UInt8]) throws(XMLSecurityError) -> [UInt8] {
        let failed = XMLSecurityError(.processingFailed, "the content could not be encrypted")
        let ivSize = content.isAuthenticated ? 12 : content == .insecureTripleDES ? 8 : 16
        var iv = [UInt8](repeating: 0, count: ivSize)
        guard RAND_bytes(&iv, Int32(ivSize)) == 1, let context = EVP_CIPHER_CTX_new() else { throw failed }
        defer { EVP_CIPHER_CTX_free(context) }
        var output = [UInt8](repeating: 0, count: text.count + 32)
        var written: Int32 = 0
        var rest: Int32 = 0
        guard EVP_EncryptInit_ex(context, content.cipher, nil, key, iv) == 1,
            EVP_EncryptUpdate(context, &output, &written, text, Int32(text.count)) == 1
        else { throw failed }
        let count = Int(written)
        let finished = output[count...].withUnsafeMutableBufferPointer {
            EVP_EncryptFinal_ex(context, $0.baseAddress, &rest)
        }
        guard finished == 1 else { throw failed }
        let cipherText = iv + output[..<(count + Int(rest))]
        guard content.isAuthenticated else { return cipherText }
        var tag = [UInt8](repeating: 0, count: 16)
        guard EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, &tag) == 1 else { throw failed }
        return cipherText + tag
    }
}
