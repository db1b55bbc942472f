public import Accounts
public import Encodings

/// Temporary credentials that a session was reached through: revoking them ends the session as well.
public struct SessionLink: Hashable, Sendable {
    /// Unique id of the issuer of those credentials.
    public let issuerID: String
    /// Their access key id.
    public let accessKeyID: String
    /// When they were issued.
    public let issuedAt: Timestamp
    /// The name of the session that had them.
    public let name: ClaimMark

    /// Makes a link.
    public init(issuerID: String, accessKeyID: String, issuedAt: Timestamp, name: ClaimMark) {
        self.issuerID = issuerID
        self.accessKeyID = accessKeyID
        self.issuedAt = issuedAt
        self.name = name
    }
}
