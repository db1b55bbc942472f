public import Foundation
package import XMLSecurity

/// A key of a KeyDescriptor (SAML metadata, section 2.4.1.1).
///
/// The key counts, the certificate around it does not: its dates and names are shown and decide nothing.
public struct MetadataKey: Sendable {
    /// What the KeyDescriptor says the key is for.
    public enum Use: String, Sendable {
        /// For signatures.
        case signing
        /// For encryption.
        case encryption
        /// Without `use`, for both.
        case both = "signing and encryption"
    }

    /// What it is for.
    public let use: Use
    /// `RSA`, `EC` or another kind.
    public let algorithm: String
    /// Bits of the modulus or of the curve.
    public let bits: Int
    /// SHA-256 of the SubjectPublicKeyInfo, lower-case hexadecimal.
    public let fingerprint: String
    /// SHA-256 of the certificate, lower-case hexadecimal.
    public let certificateFingerprint: String
    /// The certificate's subject.
    public let subject: String
    /// Start of the certificate's validity.
    public let notBefore: Date
    /// End of the certificate's validity.
    public let notAfter: Date

    package let publicKey: PublicKey

    init(use: Use, certificate: Certificate) {
        self.use = use
        publicKey = certificate.publicKey
        algorithm = certificate.publicKey.kind.rawValue
        bits = certificate.publicKey.bits
        fingerprint = certificate.publicKey.fingerprint
        certificateFingerprint = certificate.fingerprint
        subject = certificate.subject
        notBefore = Date(timeIntervalSince1970: certificate.notBefore)
        notAfter = Date(timeIntervalSince1970: certificate.notAfter)
    }

    /// Whether signatures are verified with it.
    public var isForSigning: Bool { use != .encryption }

    /// The keys of every certificate in a file, PEM or DER, as signing keys.
    ///
    /// - Throws: `KeyError`.
    public static func signingKeys(inCertificateFile bytes: [UInt8]) throws(KeyError) -> [MetadataKey] {
        try KeyError.wrap { () throws(XMLSecurityError) in try Certificate.certificates(inFile: bytes) }
            .map { MetadataKey(use: .signing, certificate: $0) }
    }
}
