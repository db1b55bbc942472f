/// A session of a role: everything that a session token says.
public struct Session: Hashable, Sendable {
    /// How the session came to be; it decides what its credentials may do.
    public enum Kind: UInt8, Hashable, Sendable {
        /// AssumeRoleWithSAML.
        case assumeRoleWithSAML = 1
    }

    /// How it came to be.
    public let kind: Kind
    /// Whether the session was reached through another role's session.
    public let isChained: Bool
    /// Partition of the account.
    public let partition: Partition
    /// Account of the role.
    public let accountID: AccountID
    /// ARN of the role.
    public let roleARN: String
    /// Unique id of the role (`AROA…`).
    public let roleUniqueID: String
    /// Session name.
    public let roleSessionName: String
    /// When the credentials were issued: the context key `aws:TokenIssueTime`.
    public let issuedAt: Timestamp
    /// The first instant at which they are no longer good.
    public let expiresAt: Timestamp
    /// Session tags.
    public let tags: [SessionTag]
    /// Keys of the tags that pass on to further roles.
    public let transitiveTagKeys: [String]
    /// Source identity.
    public let sourceIdentity: String?
    /// The federated user.
    public let subject: SAMLSubject
    /// ARN of the SAML provider.
    public let providerARN: String
    /// IssueInstant of the assertion: a revocation of its role or subject reaches what was asserted before.
    public let assertedAt: Timestamp
    /// SessionNotOnOrAfter of the identity provider, beyond which no console session goes.
    public let sessionNotOnOrAfter: Timestamp?
    /// Session policy as it was passed.
    public let sessionPolicy: String?
    /// ARNs of managed policies that were passed as session policies.
    public let sessionPolicyARNs: [String]
    /// The five bytes from which the access key id is made.
    let accessKeyEntropy: [UInt8]

    /// `ASIA…`.
    public var accessKeyID: String { AccessKeyID.temporary(account: accountID, entropy: accessKeyEntropy) }

    /// Name of the role, the last part of its ARN.
    public var roleName: String {
        guard let slash = roleARN.utf8.lastIndex(of: UInt8(ascii: "/")) else { return roleARN }
        return String(roleARN[roleARN.utf8.index(after: slash)...])
    }

    /// `arn:<partition>:sts::<account>:assumed-role/<role name>/<session name>`: the path of the role is not in it.
    public var assumedRoleARN: String {
        "arn:\(partition.id):sts::\(accountID):assumed-role/\(roleName)/\(roleSessionName)"
    }

    /// `AROA…:<session name>`, the context key `aws:userid`.
    public var assumedRoleID: String { "\(roleUniqueID):\(roleSessionName)" }

    /// The session with another end, as a console session needs it.
    ///
    /// The time of issue stays: a revocation must reach whatever was made of credentials that it reaches.
    func lasting(until end: Timestamp) -> Session {
        Session(
            kind: kind, isChained: isChained, partition: partition, accountID: accountID, roleARN: roleARN,
            roleUniqueID: roleUniqueID, roleSessionName: roleSessionName, issuedAt: issuedAt, expiresAt: end,
            tags: tags,
            transitiveTagKeys: transitiveTagKeys, sourceIdentity: sourceIdentity, subject: subject,
            providerARN: providerARN, assertedAt: assertedAt, sessionNotOnOrAfter: sessionNotOnOrAfter,
            sessionPolicy: sessionPolicy, sessionPolicyARNs: sessionPolicyARNs, accessKeyEntropy: accessKeyEntropy)
    }
}
