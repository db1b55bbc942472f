import XMLSecurity

/// A key that a service provider signs with: its metadata, or what it sends to identity providers.
///
/// Its description shows the public half's fingerprint alone, and by that keys are compared.
public struct ServiceProviderKey: Hashable, Sendable, CustomStringConvertible {
    let key: PrivateKey
    let certificate: Certificate

    /// Reads an RSA or EC key in PEM form, not encrypted;
    /// a certificate of the key is made by the key itself, and the same
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

    /// The certificate for our metadata, DER; its dates are those of a very long life and decide nothing.
    public var certificateDER: [UInt8] { certificate.der }

    /// Whether it is an RSA key: queries are signed with those alone.
    public var isRSA: Bool { key.publicKey.kind == .rsa }

    /// Whether the keys have one public half.
    public static func == (left: ServiceProviderKey, right: ServiceProviderKey) -> Bool {
        left.key.publicKey.fingerprint == right.key.publicKey.fingerprint
    }

    /// Hashes the fingerprint.
    public func hash(into hasher: inout Hasher) { hasher.combine(key.publicKey.fingerprint) }

    /// The kind, size and fingerprint of the key.
    public var description: String {
        "ServiceProviderKey(\(key.publicKey.kind.rawValue) \(key.publicKey.bits), \(key.publicKey.fingerprint))"
    }

    /// A document that this program wrote, with an enveloped signature over all of it:
    /// after `predecessor`, or as the first child of
    /// its root, which has an `ID`.
    func signed(_ xml: String, after predecessor: XMLName? = nil) throws(KeyError) -> String {
        try KeyError.wrap { () throws(XMLSecurityError) in
            let document = try XMLDocument(trusted: xml)
            try XMLSigner(key: key, certificate: certificate).sign(
                document.root, after: predecessor.flatMap { document.root.firstChild(named: $0) })
            return String(decoding: try document.serialized(), as: UTF8.self)
        }
    }
}
