package import XMLSecurity

/// Who we are to an IdP: where it posts to, how it names us, and what it encrypts for.
public struct ServiceProvider: Hashable, Sendable {
    /// URLs of our assertion consumer services, compared to the letter with Recipient and Destination.
    public var recipients: [String]
    /// Our entity ID and further audiences that count as us.
    public var audiences: [String]
    /// Keys for encrypted assertions; the first that fits is used.
    public var decryptionKeys: [DecryptionKey]

    /// Makes a service provider.
    public init(recipients: [String], audiences: [String], decryptionKeys: [DecryptionKey] = []) {
        self.recipients = recipients
        self.audiences = audiences
        self.decryptionKeys = decryptionKeys
    }
}

/// A private key that assertions are decrypted with.
///
/// Its description shows the public half's fingerprint alone, and by that keys are compared.
public struct DecryptionKey: Hashable, Sendable, CustomStringConvertible {
    package let key: PrivateKey

    /// Whether the keys have one public half.
    public static func == (left: DecryptionKey, right: DecryptionKey) -> Bool {
        left.key.publicKey.fingerprint == right.key.publicKey.fingerprint
    }

    /// Hashes the fingerprint.
    public func hash(into hasher: inout Hasher) { hasher.combine(key.publicKey.fingerprint) }

    /// The kind, size and fingerprint of the key.
    public var description: String {
        "DecryptionKey(\(key.publicKey.kind.rawValue) \(key.publicKey.bits), \(key.publicKey.fingerprint))"
    }

    /// A certificate of the key for our metadata, DER: made by the key itself, and the same each time.
    ///
    /// Dates and names of certificates in metadata decide nothing; the dates are those of a very long life.
    /// - Throws: `KeyError`.
    public func certificate(commonName: String) throws(KeyError) -> [UInt8] {
        try KeyError.wrap { () throws(XMLSecurityError) in
            try key.selfSignedCertificate(
                commonName: commonName, notBefore: 1_577_836_800, notAfter: 3_155_760_000
            ).der
        }
    }

    /// Reads an RSA key in PEM form (PKCS #8 or PKCS #1), not encrypted.
    ///
    /// - Throws: `KeyError` that says what is wrong without quoting the file.
    public init(pem: [UInt8]) throws(KeyError) {
        key = try KeyError.wrap { () throws(XMLSecurityError) in try PrivateKey(pem: pem) }
        guard key.publicKey.kind == .rsa else {
            throw KeyError(reason: "a decryption key must be RSA; this is \(key.publicKey.kind.rawValue)")
        }
    }
}
