public import Encodings

/// Temporary credentials.
///
/// Neither secret nor token is in `description`.
public struct SessionCredentials: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// `ASIA…`.
    public let accessKeyID: String
    /// The secret that signs requests.
    public let secretAccessKey: String
    /// The sealed session.
    public let sessionToken: String
    /// The first instant at which they are no longer good.
    public let expiration: Timestamp

    package init(accessKeyID: String, secretAccessKey: String, sessionToken: String, expiration: Timestamp) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }

    /// Access key id and end alone.
    public var description: String {
        "SessionCredentials(\(accessKeyID), until \(expiration.iso8601), secrets redacted)"
    }

    /// Access key id and end alone: `dump` shows no secret either.
    public var customMirror: Mirror {
        Mirror(self, children: ["accessKeyID": accessKeyID, "expiration": expiration.iso8601])
    }
}
