import BenchmarkSupport
import COpenSSL

/// What nobody can do without: SHA-256 of the bytes and one RSA-2048 verification, with contexts made once.
struct Floor {
    private let message: [UInt8]
    private let key: OpaquePointer
    private let signature: [UInt8]

    struct Failure: Error {}

    init(bytes: Int) throws {
        message = [UInt8](repeating: 0x61, count: bytes)
        guard let context = EVP_PKEY_CTX_new_from_name(nil, "RSA", nil) else { throw Failure() }
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2048) == 1,
            EVP_PKEY_generate(context, &key) == 1, let key
        else { throw Failure() }
        self.key = key
        var digest = [UInt8](repeating: 0, count: 32)
        guard let signing = EVP_PKEY_CTX_new(key, nil) else { throw Failure() }
        defer { EVP_PKEY_CTX_free(signing) }
        var size = 256
        var signature = [UInt8](repeating: 0, count: size)
        guard EVP_Digest(message, message.count, &digest, nil, EVP_sha256(), nil) == 1,
            EVP_PKEY_sign_init(signing) == 1,
            EVP_PKEY_CTX_set_rsa_padding(signing, RSA_PKCS1_PADDING) == 1,
            EVP_PKEY_CTX_set_signature_md(signing, EVP_sha256()) == 1,
            EVP_PKEY_sign(signing, &signature, &size, digest, digest.count) == 1
        else { throw Failure() }
        self.signature = signature
    }

    func microseconds(rounds: Int) throws -> Double {
        guard let context = EVP_PKEY_CTX_new(key, nil), let hash = EVP_MD_CTX_new() else { throw Failure() }
        defer {
            EVP_PKEY_CTX_free(context)
            EVP_MD_CTX_free(hash)
        }
        guard EVP_PKEY_verify_init(context) == 1, EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1,
            EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1
        else { throw Failure() }
        var digest = [UInt8](repeating: 0, count: 32)
        let start = CPUTime.now
        for _ in 0..<rounds {
            guard EVP_DigestInit_ex(hash, EVP_sha256(), nil) == 1, EVP_DigestUpdate(hash, message, message.count) == 1,
                EVP_DigestFinal_ex(hash, &digest, nil) == 1,
                EVP_PKEY_verify(context, signature, signature.count, digest, digest.count) == 1
            else { throw Failure() }
        }
        return (CPUTime.now - start) / Double(rounds)
    }
}
