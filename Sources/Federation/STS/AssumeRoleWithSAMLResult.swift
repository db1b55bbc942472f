/// The result of AssumeRoleWithSAML.
public struct AssumeRoleWithSAMLResult: Sendable {
    /// The credentials.
    public let credentials: SessionCredentials
    /// The session that they stand for.
    public let session: Session
    /// Percentage of the room for session policies and tags that is taken; nil when there are none.
    public let packedPolicySize: Int?
    /// Issuer of the assertion.
    public let issuer: String
    /// Recipient of the assertion.
    public let audience: String
    /// The first instant at which a console session that begins now ends.
    public let consoleSessionEnd: Timestamp

    /// `AROA…:<session name>`.
    public var assumedRoleID: String { session.assumedRoleID }
    /// `arn:…:assumed-role/<role>/<session name>`.
    public var assumedRoleARN: String { session.assumedRoleARN }
    /// NameID.
    public var subject: String { session.subject.subject }
    /// Format of the NameID, shortened.
    public var subjectType: String { session.subject.type }
    /// Hash of issuer, account and provider.
    public var nameQualifier: String { session.subject.nameQualifier }
    /// Source identity.
    public var sourceIdentity: String? { session.sourceIdentity }
}
