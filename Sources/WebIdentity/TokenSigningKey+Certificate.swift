import Crypto
package import Encodings

/// A certificate around the public key, for those who want `x5c` (RFC 7517, section 4.7).
///
/// Nobody vouches for it but the key itself: whoever relies on it compares its thumbprint.
extension TokenSigningKey {
    /// Seconds for which a certificate is good: ten years, much longer than any key signs.
    private static let certificateLife: Int64 = 315_576_000

    /// Makes a certificate in DER, signed by the key itself (RFC 5280, section 4.1); a signature of ECDSA is another each time.
    ///
    /// - Parameters:
    ///   - id: `kid` of the key: the common name, and what the serial number is made of.
    ///   - start: when it begins.
    package func certificate(id: String, from start: Timestamp) throws(WebIdentityError) -> [UInt8] {
        let name = DER.sequence(DER.set(DER.sequence(Self.commonName, DER.utf8String(id))))
        let body = DER.sequence(
            DER.tagged(0, DER.integer([2])), DER.integer(Self.serial(id)), signatureAlgorithm, name,
            DER.sequence(DER.time(start), DER.time(start.advanced(bySeconds: Self.certificateLife))), name,
            subjectPublicKeyInfo, DER.tagged(3, Self.extensions))
        return DER.sequence(body, signatureAlgorithm, DER.bitString(try derSignature(of: body)))
    }

    /// SHA-1 of a certificate in 40 lower-case hexadecimal digits, as lists of thumbprints have it.
    ///
    /// It names and proves nothing here; whoever relies on it takes it for proof, and no other digest.
    package static func thumbprint(of certificate: [UInt8]) -> String {
        Hexadecimal.text(Array(Insecure.SHA1.hash(data: certificate)))
    }

    /// id-at-commonName (2.5.4.3).
    private static let commonName = DER.identifier([0x55, 0x04, 0x03])

    /// 16 bytes that are a positive number and no other key's.
    private static func serial(_ id: String) -> [UInt8] {
        var bytes = Array(SHA256.hash(data: Array(id.utf8)).prefix(16))
        bytes[0] = bytes[0] & 0x3F | 0x40
        return bytes
    }

    /// It is no authority (basicConstraints, 2.5.29.19), and is for signatures (keyUsage, 2.5.29.15); both critical.
    private static let extensions = DER.sequence(
        DER.sequence(DER.identifier([0x55, 0x1D, 0x13]), DER.isTrue, DER.octetString(DER.sequence())),
        DER.sequence(
            DER.identifier([0x55, 0x1D, 0x0F]), DER.isTrue, DER.octetString(DER.bitString([0x80], unused: 7))))

    private var signatureAlgorithm: [UInt8] {
        switch algorithm {
        // ecdsa-with-SHA384 (1.2.840.10045.4.3.3).
        case .es384: DER.sequence(DER.identifier([0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x03]))
        // sha256WithRSAEncryption (1.2.840.113549.1.1.11); there are no keys for others.
        default:
            DER.sequence(DER.identifier([0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B]), DER.null)
        }
    }
}
