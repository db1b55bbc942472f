import CXMLSec
import Encodings

/// The kind of a public key.
package enum KeyKind: String, Sendable {
    case rsa = "RSA"
    case ellipticCurve = "EC"
    case other = "other"
}

/// Signature algorithms of XML Signature that are known by name (RFC 9231, section 2.3; xmldsig-core1).
///
/// RSASSA-PSS masks with the digest that it signs, and its salt is as long as that (RFC 9231, section 2.3.10).
package enum SignatureAlgorithm: String, Sendable, CaseIterable {
    case rsaSHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
    case rsaSHA384 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384"
    case rsaSHA512 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"
    case rsaPSSSHA256 = "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1"
    case rsaPSSSHA384 = "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1"
    case rsaPSSSHA512 = "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1"
    case ecdsaSHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
    case ecdsaSHA384 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384"
    case ecdsaSHA512 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512"
    case insecureRSASHA1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1"

    /// The kind of key that the algorithm takes; a signature is never tried with a key of another kind.
    package var keyKind: KeyKind {
        switch self {
        case .rsaSHA256, .rsaSHA384, .rsaSHA512, .rsaPSSSHA256, .rsaPSSSHA384, .rsaPSSSHA512, .insecureRSASHA1: .rsa
        case .ecdsaSHA256, .ecdsaSHA384, .ecdsaSHA512: .ellipticCurve
        }
    }

    /// What is calculated of SignedInfo and then signed.
    var digest: DigestAlgorithm {
        switch self {
        case .rsaSHA256, .rsaPSSSHA256, .ecdsaSHA256: .sha256
        case .rsaSHA384, .rsaPSSSHA384, .ecdsaSHA384: .sha384
        case .rsaSHA512, .rsaPSSSHA512, .ecdsaSHA512: .sha512
        case .insecureRSASHA1: .insecureSHA1
        }
    }

    /// Whether a collision can be had for money.
    package var isInsecure: Bool { self == .insecureRSASHA1 }

    /// RSASSA-PSS, rather than RSASSA-PKCS1-v1_5 or ECDSA.
    var isPSS: Bool {
        switch self {
        case .rsaPSSSHA256, .rsaPSSSHA384, .rsaPSSSHA512: true
        default: false
        }
    }

    /// What xmlsec knows it by; nil for RSASSA-PSS, which xmlsec 1.2 does not know.
    var transform: xmlSecTransformId? {
        switch self {
        case .rsaPSSSHA256, .rsaPSSSHA384, .rsaPSSSHA512: nil
        case .rsaSHA256: xmlSecOpenSSLTransformRsaSha256GetKlass()
        case .rsaSHA384: xmlSecOpenSSLTransformRsaSha384GetKlass()
        case .rsaSHA512: xmlSecOpenSSLTransformRsaSha512GetKlass()
        case .ecdsaSHA256: xmlSecOpenSSLTransformEcdsaSha256GetKlass()
        case .ecdsaSHA384: xmlSecOpenSSLTransformEcdsaSha384GetKlass()
        case .ecdsaSHA512: xmlSecOpenSSLTransformEcdsaSha512GetKlass()
        case .insecureRSASHA1: xmlSecOpenSSLTransformRsaSha1GetKlass()
        }
    }
}

/// Digest algorithms that are known by name (RFC 9231, section 2.1; xmlenc-core).
package enum DigestAlgorithm: String, Sendable, CaseIterable {
    case sha256 = "http://www.w3.org/2001/04/xmlenc#sha256"
    case sha384 = "http://www.w3.org/2001/04/xmldsig-more#sha384"
    case sha512 = "http://www.w3.org/2001/04/xmlenc#sha512"
    case insecureSHA1 = "http://www.w3.org/2000/09/xmldsig#sha1"

    /// Whether a collision can be had for money.
    package var isInsecure: Bool { self == .insecureSHA1 }

    /// Bytes of a digest.
    var size: Int {
        switch self {
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        case .insecureSHA1: 20
        }
    }

    var transform: xmlSecTransformId? {
        switch self {
        case .sha256: xmlSecOpenSSLTransformSha256GetKlass()
        case .sha384: xmlSecOpenSSLTransformSha384GetKlass()
        case .sha512: xmlSecOpenSSLTransformSha512GetKlass()
        case .insecureSHA1: xmlSecOpenSSLTransformSha1GetKlass()
        }
    }

    /// OpenSSL's digest.
    var message: OpaquePointer? {
        switch self {
        case .sha256: EVP_sha256()
        case .sha384: EVP_sha384()
        case .sha512: EVP_sha512()
        case .insecureSHA1: EVP_sha1()
        }
    }
}

/// Names that tell people why an algorithm is refused.
enum AlgorithmAdvice {
    /// What to say of a signature algorithm that is not accepted.
    static func signature(_ uri: String) -> XMLSecurityError {
        if uri.contains("-rsa-MGF1") {
            return XMLSecurityError(
                .algorithmNotSupported,
                "RSA-PSS with another digest than SHA-256, SHA-384 or SHA-512 (\(uri.quoted)); sign with sha256-rsa-MGF1"
            )
        }
        if uri.contains("hmac") {
            return XMLSecurityError(
                .algorithmNotAllowed,
                "HMAC (\(uri.quoted)): a public key would be the secret; sign with rsa-sha256")
        }
        return XMLSecurityError(
            .algorithmNotSupported,
            "signature algorithm \(uri.quoted) is not on the allow-list; sign with rsa-sha256")
    }
}
