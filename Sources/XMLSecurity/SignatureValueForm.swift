import Encodings

/// How a SignatureValue is written, looked at before anybody calculates: a value of another length than a key makes was
/// not made by it, and what a value in DER form says of the content is unknown.
struct SignatureValueForm {
    let bytes: [UInt8]
    private let kind: KeyKind

    /// - Throws: `signatureEncoding` when the value is no base64.
    init(of shape: SignatureShape) throws(XMLSecurityError) {
        kind = shape.algorithm.keyKind
        let text = try shape.signature.firstChild(named: DSig.signatureValue)?.text() ?? ""
        guard let bytes = Base64.xml.decode(text.utf8) else {
            throw XMLSecurityError(.signatureEncoding, "the SignatureValue is not base64")
        }
        self.bytes = bytes
    }

    /// The keys that could have made the value, by its length; xmlsec would call it an error with any other.
    ///
    /// - Throws: `signatureEncoding` for an ECDSA value in DER form; `signatureMismatch` for any other length.
    func keys(among keys: [PublicKey]) throws(XMLSecurityError) -> [PublicKey] {
        let possible = keys.filter { length(for: $0) == bytes.count }
        guard possible.isEmpty else { return possible }
        let expected = Set(keys.map(length(for:))).sorted().map(String.init).joined(separator: " or ")
        if kind == .ellipticCurve, isSequence {
            throw XMLSecurityError(
                .signatureEncoding,
                "the SignatureValue is in ASN.1 DER form (\(bytes.count) bytes); XML Signature has r and s one after the "
                    + "other, \(expected) bytes for the metadata's key")
        }
        throw XMLSecurityError(
            .signatureMismatch,
            "the SignatureValue has \(bytes.count) bytes, and those of the metadata's key have \(expected): another key made it"
        )
    }

    /// Bytes of this key's values: of its modulus, or of r and s (RFC 9231 section 2.3.6; xmldsig-core1, section 6.4.3).
    private func length(for key: PublicKey) -> Int {
        let bytes = (key.bits + 7) / 8
        return kind == .ellipticCurve ? 2 * bytes : bytes
    }

    /// Whether it is an ASN.1 SEQUENCE of just these bytes.
    private var isSequence: Bool {
        guard bytes.count > 8, bytes[0] == 0x30 else { return false }
        return bytes[1] < 0x80 ? Int(bytes[1]) == bytes.count - 2 : bytes[1] == 0x81 && Int(bytes[2]) == bytes.count - 3
    }
}
