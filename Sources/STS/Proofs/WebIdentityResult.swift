public import IAMPolicy
public import Sessions
import WebIdentity

/// The result of AssumeRoleWithWebIdentity.
public struct WebIdentityResult: Sendable {
    /// The credentials.
    public let credentials: SessionCredentials
    /// The session that they stand for.
    public let session: Session
    /// Percentage of the room for session policies and tags that is taken; nil when there are none.
    public let packedPolicySize: Int?
    /// What AWS says of a session that it gave; nil for one of this broker.
    package let upstream: UpstreamSession?
    /// `sub` of the token.
    public let subject: String
    /// `iss` of the token.
    public let provider: String
    /// The client id that the token was for.
    public let audience: String

    init(_ granted: Granted, _ token: ValidatedToken) {
        credentials = granted.credentials
        session = granted.session
        packedPolicySize = granted.packedPolicySize
        upstream = granted.upstream
        subject = token.subject
        provider = token.issuer
        audience = token.audience
    }

    /// `AROA…:<session name>`.
    public var assumedRoleID: String { upstream?.assumedRoleID ?? session.userID }
    /// `arn:…:assumed-role/<role>/<session name>`.
    public var assumedRoleARN: ARN { upstream?.assumedRoleARN ?? session.arn }
    /// Source identity.
    public var sourceIdentity: String? { session.sourceIdentity }
}
