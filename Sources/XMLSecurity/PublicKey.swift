import CXMLSec
import Encodings

/// A public key that signatures are verified with, or that content is encrypted for.
///
/// Safe to share between threads: the key is built whole in `init` and only read afterwards; OpenSSL counts references to an
/// EVP_PKEY atomically, and xmlsec duplicates the reference before each use.
package final class PublicKey: @unchecked Sendable {
    let evp: OpaquePointer
    let xmlsec: xmlSecKeyPtr
    private let verification: VerificationContext?

    /// RSA, EC or another kind.
    package let kind: KeyKind
    /// Bits of the modulus or of the curve.
    package let bits: Int
    /// DER of the SubjectPublicKeyInfo (RFC 5280, 4.1).
    package let subjectPublicKeyInfo: [UInt8]
    /// SHA-256 of the SubjectPublicKeyInfo, lower-case hexadecimal: the name of the key.
    package let fingerprint: String

    /// Takes over one reference of the key.
    ///
    /// - Parameter encoded: its SubjectPublicKeyInfo where that is at hand: OpenSSL takes as long to write it as to read a key.
    /// - Throws: `invalidKey` for a key that is worth nothing, whoever brings it.
    init(owning evp: OpaquePointer, encoded: [UInt8]? = nil) throws(XMLSecurityError) {
        _ = XMLRuntime.ready
        do throws(XMLSecurityError) {
            try KeyJudge.judge(evp)
            subjectPublicKeyInfo = if let encoded { encoded } else { try Self.encode(evp) }
            xmlsec = try Self.makeXMLSecKey(evp)
        } catch {
            EVP_PKEY_free(evp)
            throw error
        }
        self.evp = evp
        kind =
            switch EVP_PKEY_get_base_id(evp) {
            case EVP_PKEY_RSA: .rsa
            case EVP_PKEY_EC: .ellipticCurve
            default: .other
            }
        verification = VerificationContext(evp, kind)
        bits = Int(EVP_PKEY_get_bits(evp))
        fingerprint = Hexadecimal.text(Digest.sha256(subjectPublicKeyInfo))
    }

    deinit {
        xmlSecKeyDestroy(xmlsec)
        EVP_PKEY_free(evp)
    }

    /// Whether this key made a signature value over a hash (RFC 8017, sections 8.1.2 and 8.2.2; xmldsig-core1, section 6.4.3).
    ///
    /// - Throws: `processingFailed`.
    func hasMade(
        _ value: [UInt8], of hash: [UInt8], with algorithm: SignatureAlgorithm
    ) throws(XMLSecurityError) -> Bool {
        guard let verification, algorithm.keyKind == kind else {
            throw XMLSecurityError(.processingFailed, "OpenSSL can't verify with a key of this kind")
        }
        return try verification.verify(value, of: hash, algorithm)
    }

    private static func encode(_ key: OpaquePointer) throws(XMLSecurityError) -> [UInt8] {
        try written { i2d_PUBKEY(key, &$0) }
    }

    /// What OpenSSL writes of a public key.
    static func written(
        _ write: (inout UnsafeMutablePointer<UInt8>?) -> Int32
    ) throws(XMLSecurityError) -> [UInt8] {
        var output: UnsafeMutablePointer<UInt8>?
        let size = write(&output)
        guard size > 0, let output else {
            throw XMLSecurityError(.invalidKey, "the public key can't be written: \(takeOpenSSLError())")
        }
        defer { CRYPTO_free(output, #fileID, #line) }
        return Array(UnsafeBufferPointer(start: output, count: Int(size)))
    }

    /// An xmlsec key with a reference of its own to the EVP_PKEY.
    static func makeXMLSecKey(_ evp: OpaquePointer) throws(XMLSecurityError) -> xmlSecKeyPtr {
        guard EVP_PKEY_up_ref(evp) == 1 else {
            throw XMLSecurityError(.invalidKey, "the key can't be shared")
        }
        guard let data = xmlSecOpenSSLEvpKeyAdopt(evp) else {
            EVP_PKEY_free(evp)
            throw XMLSecurityError(.invalidKey, "xmlsec can't use a key of this kind; use RSA or EC")
        }
        guard let key = xmlSecKeyCreate() else {
            xmlSecKeyDataDestroy(data)
            throw XMLSecurityError(.invalidKey, "no memory for a key")
        }
        guard xmlSecKeySetValue(key, data) >= 0 else {
            xmlSecKeyDataDestroy(data)
            xmlSecKeyDestroy(key)
            throw XMLSecurityError(.invalidKey, "xmlsec can't hold the key")
        }
        return key
    }
}
