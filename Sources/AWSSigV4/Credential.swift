/// An access key id, its secret and, for temporary credentials, the session token that belongs to them.
public struct Credential: Sendable, CustomStringConvertible, CustomReflectable {
    /// The access key id (`AKIA…` or `ASIA…`).
    public var accessKeyID: String
    /// The secret access key.
    public var secretAccessKey: SecretAccessKey
    /// The session token of temporary credentials.
    public var sessionToken: String?

    /// Creates a credential.
    public init(accessKeyID: String, secretAccessKey: SecretAccessKey, sessionToken: String? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }

    /// The access key id alone; neither the secret nor the session token is shown.
    public var description: String { "Credential(\(accessKeyID))" }

    /// A mirror with the access key id alone.
    public var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}
