import CXMLSec

/// A private key: the development IdP and tests sign with one, a service provider decrypts with one.
///
/// Safe to share between threads for the same reason as `PublicKey`. OpenSSL clears the key's numbers when it is freed.
package final class PrivateKey: @unchecked Sendable, CustomStringConvertible {
    let evp: OpaquePointer

    /// The public half.
    package let publicKey: PublicKey

    package var description: String {
        "PrivateKey(\(publicKey.kind.rawValue) \(publicKey.bits), \(publicKey.fingerprint))"
    }

    private init(owning evp: OpaquePointer) throws(XMLSecurityError) {
        do throws(XMLSecurityError) {
            guard EVP_PKEY_up_ref(evp) == 1 else { throw XMLSecurityError(.invalidKey, "the key can't be shared") }
            publicKey = try PublicKey(owning: evp)
        } catch {
            EVP_PKEY_free(evp)
            throw error
        }
        self.evp = evp
    }

    deinit { EVP_PKEY_free(evp) }

    /// Reads a key in PEM form (PKCS #8, PKCS #1 or SEC 1), not encrypted.
    ///
    /// - Throws: `invalidKey`; the message never quotes the file.
    package convenience init(pem: [UInt8]) throws(XMLSecurityError) {
        _ = XMLRuntime.ready
        // OpenSSL reads the bytes where they are, so they are lent for as long as it does.
        let parsed = pem.withUnsafeBytes { buffer -> OpaquePointer? in
            guard let bio = BIO_new_mem_buf(buffer.baseAddress, Int32(clamping: buffer.count)) else { return nil }
            defer { BIO_free(bio) }
            // A password callback that has none: an encrypted key is refused instead of asking on the terminal.
            return PEM_read_bio_PrivateKey(bio, nil, { _, _, _, _ in 0 }, nil)
        }
        guard let key = parsed else {
            throw XMLSecurityError(.invalidKey, "no unencrypted private key in PEM form: \(takeOpenSSLError())")
        }
        try self.init(owning: key)
    }

    /// Makes an RSA key.
    package static func generateRSA(bits: Int) throws(XMLSecurityError) -> PrivateKey {
        _ = XMLRuntime.ready
        return try generate("RSA") { context in EVP_PKEY_CTX_set_rsa_keygen_bits(context, Int32(bits)) }
    }

    /// Makes a key on one of NIST's curves, for example `P-256`.
    package static func generateEllipticCurve(_ curve: String) throws(XMLSecurityError) -> PrivateKey {
        _ = XMLRuntime.ready
        return try generate("EC") { context in EVP_PKEY_CTX_set_group_name(context, curve) }
    }

    private static func generate(
        _ type: String, _ configure: (OpaquePointer) -> Int32
    ) throws(XMLSecurityError) -> PrivateKey {
        guard let context = EVP_PKEY_CTX_new_from_name(nil, type, nil) else {
            throw XMLSecurityError(.invalidKey, "OpenSSL can't make \(type) keys")
        }
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1, configure(context) == 1, EVP_PKEY_generate(context, &key) == 1,
            let key
        else { throw XMLSecurityError(.invalidKey, "the key could not be made: \(takeOpenSSLError())") }
        return try PrivateKey(owning: key)
    }

    /// The key in PKCS #8 PEM form: for writing to a file that only its owner reads, for nothing else.
    package func exportPEM() throws(XMLSecurityError) -> [UInt8] {
        guard let bio = BIO_new(BIO_s_secmem()) else { throw XMLSecurityError(.invalidKey, "no memory for a key") }
        defer { BIO_free(bio) }
        guard PEM_write_bio_PKCS8PrivateKey(bio, evp, nil, nil, 0, nil, nil) == 1 else {
            throw XMLSecurityError(.invalidKey, "the key could not be written: \(takeOpenSSLError())")
        }
        var data: UnsafeMutablePointer<CChar>?
        let size = sallyport_bio_mem_data(bio, &data)
        guard let data, size > 0 else { throw XMLSecurityError(.invalidKey, "the key could not be written") }
        return data.withMemoryRebound(to: UInt8.self, capacity: size) {
            Array(UnsafeBufferPointer(start: $0, count: size))
        }
    }

    /// A certificate of this key, signed by itself with SHA-256.
    ///
    /// - Parameters:
    ///   - commonName: the subject and issuer, at most 64 characters.
    ///   - notBefore: seconds since 1970.
    ///   - notAfter: seconds since 1970.
    package func selfSignedCertificate(
        commonName: String, notBefore: Int, notAfter: Int
    ) throws(XMLSecurityError) -> Certificate {
        guard let certificate = X509_new() else { throw XMLSecurityError(.invalidKey, "no memory for a certificate") }
        defer { X509_free(certificate) }
        let name = X509_get_subject_name(certificate)
        let text = Array(commonName.utf8)
        // The serial is the start of the key's own fingerprint, so that one key has one certificate.
        let serial = UInt64(publicKey.fingerprint.prefix(15), radix: 16) ?? 1
        guard X509_set_version(certificate, 2) == 1,
            ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial) == 1,
            ASN1_TIME_set(X509_getm_notBefore(certificate), notBefore) != nil,
            ASN1_TIME_set(X509_getm_notAfter(certificate), notAfter) != nil,
            X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, Int32(clamping: text.count), -1, 0) == 1,
            X509_set_issuer_name(certificate, name) == 1,
            X509_set_pubkey(certificate, evp) == 1,
            X509_sign(certificate, evp, EVP_sha256()) > 0
        else { throw XMLSecurityError(.invalidKey, "the certificate could not be made: \(takeOpenSSLError())") }
        var output: UnsafeMutablePointer<UInt8>?
        let size = i2d_X509(certificate, &output)
        guard size > 0, let output else { throw XMLSecurityError(.invalidKey, "the certificate could not be written") }
        defer { CRYPTO_free(output, #fileID, #line) }
        return try Certificate(der: Array(UnsafeBufferPointer(start: output, count: Int(size))))
    }
}
