import CXMLSec
import Encodings

/// An X.509 certificate, taken apart: a wrapper around a key, whose dates and names are shown and never decide.
package struct Certificate: Sendable {
    /// The key inside.
    package let publicKey: PublicKey
    /// The subject's distinguished name (RFC 2253 form).
    package let subject: String
    /// Start of the validity, seconds since 1970.
    package let notBefore: Double
    /// End of the validity, seconds since 1970.
    package let notAfter: Double
    /// SHA-256 of the DER, lower-case hexadecimal.
    package let fingerprint: String
    /// The certificate itself.
    package let der: [UInt8]

    /// Reads the DER of one certificate; nothing may follow it.
    ///
    /// - Throws: `invalidKey`.
    package init(der: [UInt8]) throws(XMLSecurityError) {
        _ = XMLRuntime.ready
        var rest = 0
        let parsed: OpaquePointer? = der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            guard let start = buffer.baseAddress else { return nil }
            var cursor: UnsafePointer<UInt8>? = start
            guard let certificate = d2i_X509(nil, &cursor, buffer.count) else { return nil }
            rest = cursor.map { start + buffer.count - $0 } ?? 0
            return certificate
        }
        guard let certificate = parsed else { throw Self.refusal(of: der) }
        defer { X509_free(certificate) }
        guard rest == 0 else {
            throw XMLSecurityError(
                .invalidKey,
                der.suffix(rest).first == 0x30
                    ? "a certificate, and \(rest) bytes of what may be a second certificate follow; give each one its own place"
                    : "a certificate, and \(rest) bytes follow that are not part of it")
        }
        guard let key = X509_get_pubkey(certificate) else {
            throw XMLSecurityError(.invalidKey, "the certificate's key can't be read: \(takeOpenSSLError())")
        }
        publicKey = try PublicKey(owning: key, encoded: Self.keyInfo(of: certificate))
        try KeyJudge.judgeEncoding(of: key, in: certificate)
        subject = Self.name(X509_get_subject_name(certificate))
        notBefore = Self.seconds(X509_get0_notBefore(certificate))
        notAfter = Self.seconds(X509_get0_notAfter(certificate))
        fingerprint = Hexadecimal.text(Digest.sha256(der))
        self.der = der
    }

    /// The SubjectPublicKeyInfo as it stands in the certificate; nil when it can't be written.
    private static func keyInfo(of certificate: OpaquePointer) -> [UInt8]? {
        try? PublicKey.written { i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &$0) }
    }

    /// Reads every certificate of a file in PEM form, or the one of a file in DER form.
    ///
    /// - Throws: `invalidKey`, also when there is none.
    package static func certificates(inFile bytes: [UInt8]) throws(XMLSecurityError) -> [Certificate] {
        if bytes.first == 0x30 { return [try Certificate(der: bytes)] }
        let blocks = PEM.blocks(labeled: "CERTIFICATE", in: bytes)
        guard !blocks.isEmpty else {
            throw XMLSecurityError(.invalidKey, "no certificate in PEM or DER form in the file")
        }
        return try blocks.map { (block) throws(XMLSecurityError) in try Certificate(der: block) }
    }

    /// Says what the bytes are instead, where that is common.
    private static func refusal(of der: [UInt8]) -> XMLSecurityError {
        let reason = takeOpenSSLError()
        let isPublicKey = der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            let key = d2i_PUBKEY(nil, &cursor, buffer.count)
            defer { EVP_PKEY_free(key) }
            return key != nil
        }
        ERR_clear_error()
        return XMLSecurityError(
            .invalidKey,
            isPublicKey
                ? "a public key without a certificate around it" : "not an X.509 certificate: \(reason)")
    }

    private static func name(_ name: OpaquePointer?) -> String {
        guard let name, let bio = BIO_new(BIO_s_mem()) else { return "" }
        defer { BIO_free(bio) }
        X509_NAME_print_ex(bio, name, 0, sallyport_name_rfc2253())
        var data: UnsafeMutablePointer<CChar>?
        let size = sallyport_bio_mem_data(bio, &data)
        guard let data, size > 0 else { return "" }
        return data.withMemoryRebound(to: UInt8.self, capacity: size) {
            String(decoding: UnsafeBufferPointer(start: $0, count: size), as: UTF8.self)
        }
    }

    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Double {
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard let time, let epoch = ASN1_TIME_set(nil, 0) else { return 0 }
        defer { ASN1_STRING_free(epoch) }
        guard ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return 0 }
        return Double(days) * 86_400 + Double(seconds)
    }
}
