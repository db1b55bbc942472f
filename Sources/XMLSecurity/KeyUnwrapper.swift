import CXMLSec
import Encodings

/// Recovers a content key from an EncryptedKey with RSA, through OpenSSL: xmlsec 1.2 knows OAEP with SHA-1 alone.
struct KeyUnwrapper {
    let transport: KeyTransport
    let parameters: OAEPParameters
    let cipherText: [UInt8]

    /// Reads an EncryptedKey.
    ///
    /// - Throws: `signatureShape`, `algorithmNotSupported`, or `algorithmNotAllowed` for RSA 1.5 without the insecure option.
    init(of element: XMLElement, insecureAllowRSA15: Bool) throws(XMLSecurityError) {
        guard let method = element.firstChild(named: XEnc.encryptionMethod) else {
            throw XMLSecurityError(.signatureShape, "EncryptedKey without EncryptionMethod")
        }
        let uri = method.attribute("Algorithm") ?? ""
        guard let transport = KeyTransport(rawValue: uri) else {
            throw XMLSecurityError(
                .algorithmNotSupported, "key transport \(uri.quoted) is not supported; use rsa-oaep-mgf1p")
        }
        guard transport != .insecureRSA15 || insecureAllowRSA15 else {
            throw XMLSecurityError(
                .algorithmNotAllowed, "key transport RSA 1.5 is open to padding oracles; use rsa-oaep-mgf1p")
        }
        self.transport = transport
        parameters = try OAEPParameters(of: method)
        cipherText = try Self.cipherValue(of: element)
    }

    /// The bytes of CipherData/CipherValue; a CipherReference is refused.
    static func cipherValue(of element: XMLElement) throws(XMLSecurityError) -> [UInt8] {
        let data = element.children(named: XEnc.cipherData)
        guard data.count == 1, data[0].children.count == 1, let value = data[0].firstChild(named: XEnc.cipherValue),
            let bytes = Base64.xml.decode(try value.text().utf8)
        else { throw XMLSecurityError(.signatureShape, "\(element.localName) must hold one CipherValue in base64") }
        return bytes
    }

    /// The content key, or nil when this key does not open it.
    func unwrap(with key: PrivateKey) -> [UInt8]? {
        guard let context = EVP_PKEY_CTX_new(key.evp, nil) else { return nil }
        defer {
            EVP_PKEY_CTX_free(context)
            ERR_clear_error()
        }
        guard EVP_PKEY_decrypt_init(context) == 1, configure(context) else { return nil }
        var size = Int(EVP_PKEY_get_size(key.evp))
        var output = [UInt8](repeating: 0, count: size)
        guard EVP_PKEY_decrypt(context, &output, &size, cipherText, cipherText.count) == 1 else { return nil }
        defer { OPENSSL_cleanse(&output, output.count) }
        return Array(output[..<size])
    }

    /// The cipher text of a content key.
    static func wrap(
        _ contentKey: [UInt8], for key: PublicKey, transport: KeyTransport, parameters: OAEPParameters
    ) throws(XMLSecurityError) -> [UInt8] {
        let wrapper = KeyUnwrapper(transport: transport, parameters: parameters)
        guard let context = EVP_PKEY_CTX_new(key.evp, nil) else {
            throw XMLSecurityError(.processingFailed, "no memory to encrypt")
        }
        defer { EVP_PKEY_CTX_free(context) }
        var size = Int(EVP_PKEY_get_size(key.evp))
        var output = [UInt8](repeating: 0, count: size)
        guard EVP_PKEY_encrypt_init(context) == 1, wrapper.configure(context),
            EVP_PKEY_encrypt(context, &output, &size, contentKey, contentKey.count) == 1
        else { throw XMLSecurityError(.processingFailed, "the key could not be encrypted: \(takeOpenSSLError())") }
        return Array(output[..<size])
    }

    private init(transport: KeyTransport, parameters: OAEPParameters) {
        self.transport = transport
        self.parameters = parameters
        cipherText = []
    }

    private func configure(_ context: OpaquePointer) -> Bool {
        if transport == .insecureRSA15 { return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 }
        guard EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1,
            EVP_PKEY_CTX_set_rsa_oaep_md(context, parameters.digest.message) == 1,
            EVP_PKEY_CTX_set_rsa_mgf1_md(context, parameters.mask.message) == 1
        else { return false }
        guard !parameters.label.isEmpty else { return true }
        let label = parameters.label
        guard let copy = CRYPTO_memdup(label, label.count, #fileID, #line) else { return false }
        guard EVP_PKEY_CTX_set0_rsa_oaep_label(context, copy, Int32(clamping: label.count)) == 1 else {
            CRYPTO_free(copy, #fileID, #line)
            return false
        }
        return true
    }
}
