import Encodings

/// The text of an X509Certificate: base64 of one certificate in DER form (xmldsig-core, section 4.5.4).
///
/// What identity providers and people put there instead is told by its name.
package enum CertificateText {
    /// Those that were read last: one identity provider is known to many accounts, and OpenSSL takes longer to read a certificate than all
    /// around it takes.
    private static let known = BoundedCache<[UInt8], Certificate>(capacity: 512)
    /// Bytes of one that is kept at most; usual ones have 700 to 2,000, and metadata with longer ones must not fill the memory.
    private static let longestKnown = 8_192

    /// Reads it; the same certificate gives the same key.
    ///
    /// - Throws: `invalidKey` with what the text is instead.
    package static func certificate(_ text: String) throws(XMLSecurityError) -> Certificate {
        guard let der = Base64.xml.decode(text.utf8), !der.isEmpty else { throw refusal(ofText: text) }
        if der.starts(with: "-----BEGIN ".utf8) || isBase64OfDER(der) {
            throw XMLSecurityError(.invalidKey, "base64 of what is base64 already: it was encoded twice")
        }
        if let certificate = known.value(der) { return certificate }
        let certificate = try Certificate(der: der)
        if der.count <= longestKnown { known.keep(certificate, der) }
        return certificate
    }

    private static func refusal(ofText text: String) -> XMLSecurityError {
        if let start = text.firstRange(of: "-----BEGIN ") {
            let label = String(text[start.upperBound...].prefix(60).prefix { $0 != "-" && $0 != "\n" })
            let isCertificate = label == "CERTIFICATE"
            return XMLSecurityError(
                .invalidKey,
                isCertificate
                    ? "PEM, with the lines BEGIN CERTIFICATE and END CERTIFICATE; only what stands between belongs here"
                    : "PEM of \(label.quoted) and not base64 of a certificate")
        }
        let bytes = Array(text.utf8)
        if bytes.contains(UInt8(ascii: "%")), bytes.contains(UInt8(ascii: "2")) {
            return XMLSecurityError(.invalidKey, "not base64: it is percent-encoded")
        }
        if bytes.contains(UInt8(ascii: "-")) || bytes.contains(UInt8(ascii: "_")) {
            return XMLSecurityError(.invalidKey, "base64 of the alphabet for URLs (- and _); base64 has + and /")
        }
        if let padding = bytes.firstIndex(of: UInt8(ascii: "=")),
            bytes[padding...].contains(where: { $0 != UInt8(ascii: "=") && !ASCII.isWhiteSpace($0) })
        {
            return XMLSecurityError(
                .invalidKey,
                "more than one base64 text, one after the other; give each certificate an X509Certificate of its own")
        }
        return XMLSecurityError(.invalidKey, bytes.allSatisfy(ASCII.isWhiteSpace) ? "empty" : "not base64")
    }

    /// DER of a certificate begins with 0x30 0x82 or 0x30 0x81, so base64 of it with "MI".
    private static func isBase64OfDER(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: "MI".utf8) && Base64.xml.decode(bytes)?.first == 0x30
    }
}
