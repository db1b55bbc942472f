public import Accounts
public import Encodings
public import IAMPolicy

/// A session: everything that a session token says.
public struct Session: Hashable, Sendable {
    /// How the session came to be; it decides what its credentials may do.
    public enum Kind: UInt8, Hashable, Sendable {
        /// AssumeRoleWithSAML.
        case assumeRoleWithSAML = 1
        /// AssumeRole.
        case assumeRole = 2
        /// GetFederationToken.
        case federationToken = 3
        /// GetSessionToken.
        case sessionToken = 4
        /// AssumeRoleWithWebIdentity.
        case assumeRoleWithWebIdentity = 5
    }

    /// How it came to be.
    public let kind: Kind
    /// Whether the session of a role was reached through another role's session.
    public let isChained: Bool
    /// Partition of the account.
    public let partition: Partition
    /// Account of the issuer.
    public let accountID: AccountID
    /// The role; for GetFederationToken and GetSessionToken the user or root that called.
    public package(set) var issuer: SessionIssuer
    /// Session name of a role, name of a federated user; empty for GetSessionToken.
    public let name: String
    /// When the credentials were issued: the context key `aws:TokenIssueTime`.
    public let issuedAt: Timestamp
    /// The first instant at which they are no longer good.
    public package(set) var expiresAt: Timestamp
    /// Session tags.
    public let tags: [SessionTag]
    /// Keys of the tags that pass on to further roles.
    public let transitiveTagKeys: [String]
    /// Source identity.
    public let sourceIdentity: String?
    /// Where a federated user came from; nil when nobody signed in with SAML.
    public package(set) var saml: SAMLOrigin?
    /// Where the user of an OpenID provider came from; nil when nobody brought a token of one.
    public let webIdentity: WebIdentityOrigin?
    /// When the caller showed a one-time password; nil without.
    public let mfaAt: Timestamp?
    /// The temporary credentials that it was reached through, oldest first.
    public let chain: [SessionLink]
    /// Session policy as it was passed.
    public let sessionPolicy: String?
    /// ARNs of managed policies that were passed as session policies.
    public let sessionPolicyARNs: [String]
    /// The five bytes from which the access key id is made.
    package let accessKeyEntropy: [UInt8]

    package init(
        kind: Kind, isChained: Bool = false, account: Account, issuer: SessionIssuer, name: String, issuedAt: Timestamp,
        expiresAt: Timestamp, tags: [SessionTag] = [], transitiveTagKeys: [String] = [], sourceIdentity: String? = nil,
        saml: SAMLOrigin? = nil, webIdentity: WebIdentityOrigin? = nil, mfaAt: Timestamp? = nil,
        chain: [SessionLink] = [], sessionPolicy: String? = nil, sessionPolicyARNs: [String] = [],
        accessKeyEntropy: [UInt8]
    ) {
        self.kind = kind
        self.isChained = isChained
        self.partition = account.partition
        self.accountID = account.id
        self.issuer = issuer
        self.name = name
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.tags = tags
        self.transitiveTagKeys = transitiveTagKeys
        self.sourceIdentity = sourceIdentity
        self.saml = saml
        self.webIdentity = webIdentity
        self.mfaAt = mfaAt
        self.chain = chain
        self.sessionPolicy = sessionPolicy
        self.sessionPolicyARNs = sessionPolicyARNs
        self.accessKeyEntropy = accessKeyEntropy
    }

    /// `ASIA…`.
    public var accessKeyID: String { AccessKeyID.temporary(account: accountID, entropy: accessKeyEntropy) }

    /// ARN of the principal: `…:assumed-role/<role name>/<session name>` (the path of the role is not in it),
    /// `…:federated-user/<name>`, or the ARN of the user or root.
    public var arn: ARN {
        switch kind {
        case .assumeRoleWithSAML, .assumeRole, .assumeRoleWithWebIdentity:
            arn("assumed-role/\(issuer.name)/\(name)")
        case .federationToken: arn("federated-user/\(name)")
        case .sessionToken: issuer.arn
        }
    }

    private func arn(_ resource: String) -> ARN {
        ARN(partition: partition.id, service: "sts", accountID: accountID.description, resource: resource)
    }

    /// The context key `aws:userid`: `AROA…:<session name>`, `<account>:<name>`, or the id of the user or root.
    public var userID: String {
        switch kind {
        case .assumeRoleWithSAML, .assumeRole, .assumeRoleWithWebIdentity: "\(issuer.uniqueID):\(name)"
        case .federationToken: "\(accountID):\(name)"
        case .sessionToken: issuer.uniqueID
        }
    }

    /// The session with another end, as a console session needs it.
    ///
    /// The time of issue stays: a revocation must reach whatever was made of credentials that it reaches.
    package func lasting(until end: Timestamp) -> Session {
        var session = self
        session.expiresAt = end
        return session
    }

    /// The link that sessions have which are reached through this one.
    package var link: SessionLink {
        SessionLink(
            issuerID: issuer.uniqueID, accessKeyID: accessKeyID, issuedAt: issuedAt, name: ClaimMark(sessionName: name))
    }
}
