import CXMLSec
import Encodings

/// Says which numbers make a public key that is worth anything.
///
/// A library verifies with any numbers at all: with an RSA exponent of 1 every text is its own signature, and with parameters
/// of his own choice anybody can find a private key to a point of a curve.
enum KeyJudge {
    /// Bits of an RSA modulus at most: to verify must not take long.
    static let maximumRSABits = 16_384
    /// Bits of an RSA exponent at most.
    static let maximumExponentBits = 64

    /// Curves of prime order that are in use for signatures, by OpenSSL's names.
    static let curves: Set<String> = [
        "prime256v1", "secp384r1", "secp521r1", "secp224r1", "secp256k1", "brainpoolP256r1", "brainpoolP384r1",
        "brainpoolP512r1",
    ]

    /// Judges the numbers of an RSA or EC key; keys of other kinds are not used for anything.
    ///
    /// - Throws: `invalidKey` that names what is wrong.
    static func judge(_ key: OpaquePointer) throws(XMLSecurityError) {
        switch EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_RSA: try judgeRSA(key)
        case EVP_PKEY_EC: try judgeEC(key)
        default: return
        }
    }

    /// The public key of a certificate must be written as DER has it: a negative modulus would be read as another, positive
    /// one.
    static func judgeEncoding(of key: OpaquePointer, in certificate: OpaquePointer) throws(XMLSecurityError) {
        guard EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA else { return }
        var bytes: UnsafePointer<UInt8>?
        var count: Int32 = 0
        guard X509_PUBKEY_get0_param(nil, &bytes, &count, nil, X509_get_X509_PUBKEY(certificate)) == 1, let bytes,
            count > 0
        else { throw refused("an RSA key that can't be read: \(takeOpenSSLError())") }
        // RSAPublicKey (RFC 8017, A.1.1).
        let canonical = DER.sequence(
            DER.integer(try Number(OSSL_PKEY_PARAM_RSA_N, of: key).bytes),
            DER.integer(try Number(OSSL_PKEY_PARAM_RSA_E, of: key).bytes))
        let isCanonical = UnsafeBufferPointer(start: bytes, count: Int(count)).elementsEqual(canonical)
        guard isCanonical else {
            throw refused("an RSA key that is not in DER: a negative modulus or exponent, or one with needless zeros")
        }
    }

    private static func judgeRSA(_ key: OpaquePointer) throws(XMLSecurityError) {
        let modulus = try Number(OSSL_PKEY_PARAM_RSA_N, of: key)
        let exponent = try Number(OSSL_PKEY_PARAM_RSA_E, of: key)
        guard modulus.bits <= maximumRSABits else {
            throw refused("an RSA key of \(modulus.bits) bits; at most \(maximumRSABits) are taken")
        }
        guard modulus.isOdd, !modulus.isNegative else {
            throw refused("an RSA key whose modulus is even or negative; it is the product of two odd primes")
        }
        guard exponent.isOdd, !exponent.isNegative, exponent.bits >= 2, exponent.bits <= maximumExponentBits else {
            throw refused(
                "an RSA key with exponent \(exponent.text); an odd one from 3 to \(maximumExponentBits) bits is taken, usual is 65537"
            )
        }
    }

    private static func judgeEC(_ key: OpaquePointer) throws(XMLSecurityError) {
        var isExplicit: Int32 = 0
        EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &isExplicit)
        var name = [CChar](repeating: 0, count: 80)
        var length = 0
        guard isExplicit == 0, EVP_PKEY_get_group_name(key, &name, name.count, &length) == 1, length < name.count else {
            ERR_clear_error()
            throw refused("an EC key with parameters of its own; a key on a curve by name is taken, as P-256")
        }
        let curve = String(decoding: name.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard curves.contains(curve) else {
            throw refused("an EC key on the curve \(curve); P-256, P-384 and P-521 are taken")
        }
        guard let context = EVP_PKEY_CTX_new(key, nil) else { throw refused("no memory to look at a key") }
        defer { EVP_PKEY_CTX_free(context) }
        guard EVP_PKEY_public_check_quick(context) == 1 else {
            throw refused("an EC key whose point is not on its curve: \(takeOpenSSLError())")
        }
    }

    private static func refused(_ message: String) -> XMLSecurityError { XMLSecurityError(.invalidKey, message) }

    /// A number of a key.
    private struct Number: ~Copyable {
        private let value: OpaquePointer

        init(_ name: String, of key: OpaquePointer) throws(XMLSecurityError) {
            var value: OpaquePointer?
            guard EVP_PKEY_get_bn_param(key, name, &value) == 1, let value else {
                throw refused("an RSA key without numbers: \(takeOpenSSLError())")
            }
            self.value = value
        }

        deinit { BN_free(value) }

        var bits: Int { Int(BN_num_bits(value)) }
        var isOdd: Bool { BN_is_odd(value) == 1 }
        var isNegative: Bool { BN_is_negative(value) == 1 }

        /// Its bytes, the highest first, without its sign.
        var bytes: [UInt8] {
            [UInt8](unsafeUninitializedCapacity: (bits + 7) / 8) { buffer, count in
                count = buffer.baseAddress.map { Int(BN_bn2bin(value, $0)) } ?? 0
            }
        }

        /// In decimal while it is short.
        var text: String {
            guard bits <= KeyJudge.maximumExponentBits, let digits = BN_bn2dec(value) else { return "of \(bits) bits" }
            defer { CRYPTO_free(digits, #fileID, #line) }
            return String(cString: digits)
        }
    }
}
