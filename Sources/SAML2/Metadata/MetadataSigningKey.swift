import XMLSecurity

/// The key that signs our own metadata.
///
/// The key itself is not in `description`.
public struct MetadataSigningKey: Sendable, CustomStringConvertible {
    let key: PrivateKey
    let certificate: Certificate

    /// Reads an RSA or EC key in PEM form, not encrypted; a certificate of the key is made by the key itself, and the same
    /// each time for RSA.
    ///
    /// - Throws: `KeyError` that says what is wrong without quoting the file.
    public init(pem: [UInt8]) throws(KeyError) {
        (key, certificate) = try KeyError.wrap { () throws(XMLSecurityError) in
            let key = try PrivateKey(pem: pem)
            let certificate = try key.selfSignedCertificate(
                commonName: "Sallyport", notBefore: 1_577_836_800, notAfter: 3_155_760_000)
            return (key, certificate)
        }
    }

    /// The kind, size and fingerprint of the key.
    public var description: String {
        "MetadataSigningKey(\(key.publicKey.kind.rawValue) \(key.publicKey.bits), \(key.publicKey.fingerprint))"
    }
}

extension ServiceProviderMetadata {
    /// The document as text with an enveloped signature over all of it (SAML metadata, section 3).
    ///
    /// - Throws: `KeyError` when it can't be signed.
    public func xml(signedWith key: MetadataSigningKey) throws(KeyError) -> String {
        try KeyError.wrap { () throws(XMLSecurityError) in
            let document = try XMLDocument(trusted: xml())
            try XMLSigner(key: key.key, certificate: key.certificate).sign(document.root)
            return String(decoding: try document.serialized(), as: UTF8.self)
        }
    }
}
