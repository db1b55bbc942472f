public import IAMPolicy
public import Sessions

/// The result of AssumeRole.
public struct AssumeRoleResult: Sendable {
    /// The credentials.
    public let credentials: SessionCredentials
    /// The session that they stand for.
    public let session: Session
    /// Percentage of the room for session policies and tags that is taken; nil when there are none.
    public let packedPolicySize: Int?
    /// What AWS says of a session that it gave; nil for one of this broker.
    package let upstream: UpstreamSession?

    /// `AROA…:<session name>`.
    public var assumedRoleID: String { upstream?.assumedRoleID ?? session.userID }
    /// `arn:…:assumed-role/<role>/<session name>`.
    public var assumedRoleARN: ARN { upstream?.assumedRoleARN ?? session.arn }
    /// Source identity.
    public var sourceIdentity: String? { session.sourceIdentity }
}
