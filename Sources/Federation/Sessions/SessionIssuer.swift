public import Encodings

/// Whose permissions a session has: the `sessionIssuer` of an audit record.
public struct SessionIssuer: Hashable, Sendable {
    /// Kinds of issuers.
    public enum Kind: UInt8, Hashable, Sendable {
        /// A role.
        case role = 1
        /// A user.
        case user = 2
        /// The root of an account.
        case root = 3
    }

    /// Kind.
    public let kind: Kind
    /// `arn:<partition>:iam::<account>:role/…`, `…:user/…` or `…:root`.
    public let arn: String
    /// Unique id of the role or user; for root the account's digits.
    public let uniqueID: String

    /// Makes an issuer.
    public init(kind: Kind, arn: String, uniqueID: String) {
        self.kind = kind
        self.arn = arn
        self.uniqueID = uniqueID
    }

    /// Whether it is a role that is linked to a service.
    var isServiceLinkedRole: Bool {
        kind == .role
            && arn.split(separator: ":", maxSplits: 5).last?.hasPrefix("role" + Role.serviceLinkedPath) == true
    }

    /// Name of the role or user, the last part of its ARN; `root` for root.
    public var name: String {
        guard let end = arn.utf8.lastIndex(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":") }) else {
            return arn
        }
        return String(arn[arn.utf8.index(after: end)...])
    }
}

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

/// Where a session of a federated user came from; sessions that are reached through it keep it.
public struct SAMLOrigin: Hashable, Sendable {
    /// The federated user.
    public let subject: SAMLSubject
    /// ARN of the SAML provider.
    public let providerARN: String
    /// IssueInstant of the assertion.
    public let assertedAt: Timestamp
    /// SessionNotOnOrAfter of the identity provider, beyond which no console session goes.
    public let sessionNotOnOrAfter: Timestamp?
    /// What the identity provider said of the user, for revocations.
    public internal(set) var claims: ClaimMarks

    init(
        subject: SAMLSubject, providerARN: String, assertedAt: Timestamp, sessionNotOnOrAfter: Timestamp?,
        claims: ClaimMarks
    ) {
        self.subject = subject
        self.providerARN = providerARN
        self.assertedAt = assertedAt
        self.sessionNotOnOrAfter = sessionNotOnOrAfter
        self.claims = claims
    }
}
