import CXMLSec

extension SignatureAlgorithm {
    /// Has OpenSSL pad as this algorithm says, one that takes RSA keys.
    ///
    /// - Parameter context: initialised for signing or verifying with an RSA key and the algorithm's digest.
    /// - Returns: whether it will.
    func setPadding(_ context: OpaquePointer?) -> Bool {
        guard isPSS else { return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 }
        // Without its length OpenSSL would take salt of any.
        return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1
            && EVP_PKEY_CTX_set_rsa_pss_saltlen(context, Int32(digest.size)) == 1
            && EVP_PKEY_CTX_set_rsa_mgf1_md(context, digest.message) == 1
    }
}
