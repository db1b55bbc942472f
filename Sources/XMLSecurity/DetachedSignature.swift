import CXMLSec

/// Signatures over bytes as they are, as the HTTP-Redirect binding has them (SAML bindings, section 3.4.4.1).
extension PrivateKey {
    /// The value of a signature over bytes, with an RSA key.
    ///
    /// - Throws: `processingFailed`, also for a key of another kind than the algorithm's.
    package func signature(
        over bytes: [UInt8], with algorithm: SignatureAlgorithm
    ) throws(XMLSecurityError) -> [UInt8] {
        defer { ERR_clear_error() }
        guard algorithm.keyKind == .rsa, publicKey.kind == .rsa, let context = EVP_MD_CTX_new() else {
            throw XMLSecurityError(.processingFailed, "queries are signed with RSA keys alone")
        }
        defer { EVP_MD_CTX_free(context) }
        var (size, padding) = (0, OpaquePointer?.none)
        guard EVP_DigestSignInit(context, &padding, algorithm.digest.message, nil, evp) == 1,
            algorithm.setPadding(padding),
            EVP_DigestSign(context, nil, &size, bytes, bytes.count) == 1
        else { throw Self.failure() }
        var value = [UInt8](repeating: 0, count: size)
        guard EVP_DigestSign(context, &value, &size, bytes, bytes.count) == 1 else { throw Self.failure() }
        return Array(value.prefix(size))
    }

    private static func failure() -> XMLSecurityError {
        XMLSecurityError(.processingFailed, "OpenSSL could not sign: \(takeOpenSSLError())")
    }
}

extension PublicKey {
    /// Bits of an RSA key at least; smaller ones are passed over.
    private static let minimumRSABits = 1_024

    /// Whether this key made a signature value over bytes; false for a key of another kind than the algorithm's.
    ///
    /// Of ECDSA the value is r and s one after the other, as XML Signature has it,
    /// or in DER form, as most programs write it into
    /// queries: nothing says which one it shall be, and either fails as the other.
    package func hasSigned(_ bytes: [UInt8], value: [UInt8], with algorithm: SignatureAlgorithm) -> Bool {
        guard kind == algorithm.keyKind, kind != .rsa || bits >= Self.minimumRSABits,
            let hash = Self.hash(bytes, algorithm.digest)
        else { return false }
        let half = (bits + 7) / 8
        if kind == .rsa || value.count == 2 * half {
            return (try? hasMade(value, of: hash, with: algorithm)) ?? false
        }
        return hasMade(der: value, of: hash)
    }

    private static func hash(_ bytes: [UInt8], _ digest: DigestAlgorithm) -> [UInt8]? {
        guard let running = RunningHash(digest) else { return nil }
        let update = running.update
        guard bytes.withUnsafeBufferPointer(update) else { return nil }
        return running.finish()
    }

    private func hasMade(der value: [UInt8], of hash: [UInt8]) -> Bool {
        defer { ERR_clear_error() }
        guard let context = EVP_PKEY_CTX_new(evp, nil) else { return false }
        defer { EVP_PKEY_CTX_free(context) }
        guard EVP_PKEY_verify_init(context) == 1 else { return false }
        return EVP_PKEY_verify(context, value, value.count, hash, hash.count) == 1
    }
}
