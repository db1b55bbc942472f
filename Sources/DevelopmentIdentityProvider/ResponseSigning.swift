import XMLSecurity

/// Which parts of a response are signed and how, and whether its assertion is encrypted.
public struct ResponseSigning: Sendable {
    /// What is signed.
    public enum Parts: Sendable, CaseIterable {
        /// Nothing.
        case none
        /// The Assertion.
        case assertion
        /// The Response.
        case response
        /// The Assertion, then the Response around it.
        case both
    }

    /// Signature algorithms; the digest goes with them.
    public enum Algorithm: Sendable, CaseIterable {
        /// RSA with SHA-256.
        case rsaSHA256
        /// RSA with SHA-384.
        case rsaSHA384
        /// RSA with SHA-512.
        case rsaSHA512
        /// RSASSA-PSS with SHA-256.
        case rsaPSSSHA256
        /// RSASSA-PSS with SHA-384.
        case rsaPSSSHA384
        /// RSASSA-PSS with SHA-512.
        case rsaPSSSHA512
        /// ECDSA with SHA-256.
        case ecdsaSHA256
        /// ECDSA with SHA-384.
        case ecdsaSHA384
        /// ECDSA with SHA-512.
        case ecdsaSHA512
        /// RSA with SHA-1, to see it refused.
        case insecureRSASHA1
    }

    /// How the assertion is encrypted.
    public struct Encryption: Sendable {
        /// Content ciphers.
        public enum Content: Sendable, CaseIterable {
            /// AES-128-GCM.
            case aes128GCM
            /// AES-256-GCM.
            case aes256GCM
            /// AES-128-CBC.
            case aes128CBC
            /// AES-256-CBC.
            case aes256CBC
            /// Triple DES, to see it refused.
            case insecureTripleDES
        }

        /// Key transports.
        public enum Transport: Sendable, CaseIterable {
            /// RSA-OAEP with SHA-1 as mask and digest.
            case rsaOAEP
            /// RSA-OAEP with SHA-256 as digest, the mask with SHA-1 (xmlenc-core).
            case rsaOAEPDigestSHA256
            /// RSA-OAEP with SHA-256 as mask and digest (xmlenc-core1).
            case rsaOAEPSHA256
            /// RSA 1.5, to see it refused.
            case insecureRSA15
        }

        /// Where the EncryptedKey stands.
        public enum Placement: Sendable, CaseIterable {
            /// In EncryptedData.
            case inside
            /// Beside it.
            case beside
            /// Beside it, named by a RetrievalMethod.
            case besideWithRetrievalMethod
        }

        /// The service provider's certificate, PEM or DER.
        public var certificate: [UInt8]
        /// The content cipher.
        public var content: Content
        /// The key transport.
        public var transport: Transport
        /// Where the EncryptedKey stands.
        public var placement: Placement
        /// Encrypts the NameID alone instead of the whole assertion.
        public var nameIDOnly: Bool

        /// Encrypts for this certificate.
        public init(
            certificate: [UInt8], content: Content = .aes256GCM, transport: Transport = .rsaOAEP,
            placement: Placement = .inside, nameIDOnly: Bool = false
        ) {
            self.certificate = certificate
            self.content = content
            self.transport = transport
            self.placement = placement
            self.nameIDOnly = nameIDOnly
        }
    }

    /// What is signed.
    public var parts: Parts
    /// With which algorithm; nil takes SHA-256 with whatever key there is.
    public var algorithm: Algorithm?
    /// Canonicalises with Canonical XML 1.0 instead of the exclusive kind.
    public var usesInclusiveCanonicalization: Bool
    /// Whether and how something is encrypted.
    public var encryption: Encryption?

    /// Signs the assertion unless said otherwise.
    public init(
        _ parts: Parts = .assertion, algorithm: Algorithm? = nil, usesInclusiveCanonicalization: Bool = false,
        encryption: Encryption? = nil
    ) {
        self.parts = parts
        self.algorithm = algorithm
        self.usesInclusiveCanonicalization = usesInclusiveCanonicalization
        self.encryption = encryption
    }
}

extension ResponseSigning.Algorithm {
    var parts: (signature: SignatureAlgorithm, digest: DigestAlgorithm) {
        switch self {
        case .rsaSHA256: (.rsaSHA256, .sha256)
        case .rsaSHA384: (.rsaSHA384, .sha384)
        case .rsaSHA512: (.rsaSHA512, .sha512)
        case .rsaPSSSHA256: (.rsaPSSSHA256, .sha256)
        case .rsaPSSSHA384: (.rsaPSSSHA384, .sha384)
        case .rsaPSSSHA512: (.rsaPSSSHA512, .sha512)
        case .ecdsaSHA256: (.ecdsaSHA256, .sha256)
        case .ecdsaSHA384: (.ecdsaSHA384, .sha384)
        case .ecdsaSHA512: (.ecdsaSHA512, .sha512)
        case .insecureRSASHA1: (.insecureRSASHA1, .insecureSHA1)
        }
    }
}

extension ResponseSigning.Encryption {
    func encryptor() throws(XMLSecurityError) -> XMLEncryptor {
        guard let recipient = try Certificate.certificates(inFile: certificate).first else {
            throw XMLSecurityError(.invalidKey, "no certificate to encrypt for")
        }
        let (transport, digest) = keyTransport
        return XMLEncryptor(
            recipient: recipient.publicKey, content: contentEncryption, transport: transport, oaepDigest: digest,
            placement: keyPlacement)
    }

    private var contentEncryption: ContentEncryption {
        switch content {
        case .aes128GCM: .aes128GCM
        case .aes256GCM: .aes256GCM
        case .aes128CBC: .aes128CBC
        case .aes256CBC: .aes256CBC
        case .insecureTripleDES: .insecureTripleDES
        }
    }

    private var keyTransport: (KeyTransport, digest: DigestAlgorithm) {
        switch transport {
        case .rsaOAEP: (.rsaOAEPMGF1P, .insecureSHA1)
        case .rsaOAEPDigestSHA256: (.rsaOAEPMGF1P, .sha256)
        case .rsaOAEPSHA256: (.rsaOAEP, .sha256)
        case .insecureRSA15: (.insecureRSA15, .insecureSHA1)
        }
    }

    private var keyPlacement: XMLEncryptor.KeyPlacement {
        switch placement {
        case .inside: .inside
        case .beside: .beside
        case .besideWithRetrievalMethod: .besideWithRetrievalMethod
        }
    }
}
