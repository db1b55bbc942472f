import CXMLSec

/// What OpenSSL needs for verifying with a key, made when the key is read, so that each signature costs a copy alone.
///
/// Safe to share between threads: it is built whole in `init` and only copied afterwards.
final class VerificationContext: @unchecked Sendable {
    private let context: OpaquePointer
    private let kind: KeyKind

    /// Nil for keys that no signature algorithm takes.
    init?(_ key: OpaquePointer, _ kind: KeyKind) {
        defer { ERR_clear_error() }
        guard kind != .other, let context = EVP_PKEY_CTX_new(key, nil) else { return nil }
        guard EVP_PKEY_verify_init(context) == 1, kind != .rsa || Self.configure(context, .rsaSHA256) else {
            EVP_PKEY_CTX_free(context)
            return nil
        }
        self.context = context
        self.kind = kind
    }

    deinit { EVP_PKEY_CTX_free(context) }

    private static func configure(_ context: OpaquePointer, _ algorithm: SignatureAlgorithm) -> Bool {
        EVP_PKEY_CTX_set_signature_md(context, algorithm.digest.message) == 1 && algorithm.setPadding(context)
    }

    /// Whether the key made a value over a hash.
    ///
    /// - Parameters:
    ///   - value: as XML Signature has it.
    ///   - algorithm: one that takes keys of this kind.
    /// - Throws: `processingFailed` when OpenSSL can't say.
    func verify(
        _ value: [UInt8], of hash: [UInt8], _ algorithm: SignatureAlgorithm
    ) throws(XMLSecurityError) -> Bool {
        defer { ERR_clear_error() }
        // A context serves one thread; this one is only read.
        guard let copy = EVP_PKEY_CTX_dup(context) else { throw Self.failure() }
        defer { EVP_PKEY_CTX_free(copy) }
        if kind == .rsa, algorithm != .rsaSHA256, !Self.configure(copy, algorithm) { throw Self.failure() }
        guard let value = kind == .rsa ? value : ECDSAValue.der(value) else { throw Self.failure() }
        let status = EVP_PKEY_verify(copy, value, value.count, hash, hash.count)
        guard status >= 0 else { throw Self.failure() }
        return status == 1
    }

    private static func failure() -> XMLSecurityError {
        XMLSecurityError(.processingFailed, "OpenSSL could not verify the signature: \(takeOpenSSLError())")
    }
}

/// The value of an ECDSA signature.
private enum ECDSAValue {
    /// From r and s one after the other, as XML Signature has them, to the ASN.1 that OpenSSL reads; nil without memory.
    static func der(_ value: [UInt8]) -> [UInt8]? {
        let half = value.count / 2
        guard let numbers = ECDSA_SIG_new() else { return nil }
        defer { ECDSA_SIG_free(numbers) }
        guard let r = BN_bin2bn(Array(value[..<half]), Int32(half), nil) else { return nil }
        guard let s = BN_bin2bn(Array(value[half...]), Int32(value.count - half), nil) else {
            BN_free(r)
            return nil
        }
        guard ECDSA_SIG_set0(numbers, r, s) == 1 else {
            BN_free(r)
            BN_free(s)
            return nil
        }
        var output: UnsafeMutablePointer<UInt8>?
        let size = i2d_ECDSA_SIG(numbers, &output)
        guard size > 0, let output else { return nil }
        defer { CRYPTO_free(output, #fileID, #line) }
        return Array(UnsafeBufferPointer(start: output, count: Int(size)))
    }
}
