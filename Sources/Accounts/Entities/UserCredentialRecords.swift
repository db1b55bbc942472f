/// A public key of a user for SSH; its name is its id.
public struct SSHPublicKeyRecord: EntityRecord {
    /// Public keys for SSH.
    public static var kind: EntityKind { .sshPublicKey }
    /// The text as it was given: OpenSSH or PEM.
    public var body: String
    /// MD5 of the key in OpenSSH's form, in hexadecimal with colons.
    public var fingerprint: String
    /// Whether it may be used.
    public var isActive = true

    /// Makes a record.
    public init(body: String, fingerprint: String) {
        self.body = body
        self.fingerprint = fingerprint
    }
}

/// A certificate by which a user signs; its name is its id.
public struct SigningCertificateRecord: EntityRecord {
    /// Signing certificates.
    public static var kind: EntityKind { .signingCertificate }
    /// The text as it was given, PEM.
    public var body: String
    /// SHA-256 of the certificate, in hexadecimal.
    public var fingerprint: String
    /// Whether it may be used.
    public var isActive = true

    /// Makes a record.
    public init(body: String, fingerprint: String) {
        self.body = body
        self.fingerprint = fingerprint
    }
}

/// A name and password of a user for one service; its name is its id.
public struct ServiceCredentialRecord: EntityRecord {
    /// Service-specific credentials.
    public static var kind: EntityKind { .serviceCredential }
    /// The service as principals name it.
    public var serviceName: String
    /// The name that goes with the password; it stays when the user gets another.
    public var serviceUserName: String
    /// SHA-256 of the password, which is random and long.
    public var passwordDigest: [UInt8]
    /// Whether it may be used.
    public var isActive = true

    /// Makes a record.
    public init(serviceName: String, serviceUserName: String, passwordDigest: [UInt8]) {
        self.serviceName = serviceName
        self.serviceUserName = serviceUserName
        self.passwordDigest = passwordDigest
    }
}
