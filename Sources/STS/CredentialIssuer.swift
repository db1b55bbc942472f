package import Encodings
package import IAMPolicy
package import Sessions

/// Who makes the credentials of a session that everything allows: this broker, or AWS behind it.
package protocol CredentialIssuer: Sendable {
    /// Looks at what can be known before anything is used up for the session; nothing is given away yet.
    func prepare(
        _ session: Session, call: CallContext, at now: Timestamp
    ) async throws(STSError) -> any PreparedCredentials
}

/// A session whose credentials can be made.
package protocol PreparedCredentials: Sendable {
    /// The session.
    var session: Session { get }

    /// Makes the credentials.
    func issue() async throws(STSError) -> IssuedCredentials
}

/// Credentials as their issuer made them.
package struct IssuedCredentials: Sendable {
    /// The credentials.
    package let credentials: SessionCredentials
    /// Percentage of the room for session policies and tags that is taken; nil when there are none.
    package let packedPolicySize: Int?
    /// What AWS says of the session; nil for credentials of the broker's own.
    package let upstream: UpstreamSession?

    package init(_ credentials: SessionCredentials, packedPolicySize: Int?, upstream: UpstreamSession? = nil) {
        self.credentials = credentials
        self.packedPolicySize = packedPolicySize
        self.upstream = upstream
    }
}

/// A session that AWS gave in this broker's place: AWS knows it, and this broker does not.
package struct UpstreamSession: Hashable, Sendable {
    /// The role there.
    package let roleARN: ARN
    /// `arn:…:assumed-role/<role>/<session name>`.
    package let assumedRoleARN: ARN
    /// `AROA…:<session name>`.
    package let assumedRoleID: String
    /// Where it was asked for.
    package let endpoint: String
    /// AWS's id of the request, by which the records of both sides are found.
    package let requestID: String

    package init(roleARN: ARN, assumedRoleARN: ARN, assumedRoleID: String, endpoint: String, requestID: String) {
        self.roleARN = roleARN
        self.assumedRoleARN = assumedRoleARN
        self.assumedRoleID = assumedRoleID
        self.endpoint = endpoint
        self.requestID = requestID
    }

    /// What records say of it.
    var member: JSONMember {
        JSONMember(
            "upstream",
            .object([
                JSONMember("endpoint", endpoint), JSONMember("roleArn", roleARN.description),
                JSONMember("requestId", requestID),
            ]))
    }
}
