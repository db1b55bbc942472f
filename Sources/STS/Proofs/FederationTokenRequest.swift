import AWSQuery
public import Accounts
public import IAMPolicy
public import Sessions

/// The parameters of GetFederationToken.
public struct FederationTokenRequest: Sendable {
    /// Name of the federated user, 2 to 32 of `[\w+=,.@-]`.
    public var name: String
    /// Seconds that the credentials shall live; 43,200 when nil, for root 3,600.
    public var durationSeconds: Int?
    /// Session policy: without policies the credentials may do nothing.
    public var policy: String?
    /// Managed policies as session policies.
    public var policyARNs: [String]
    /// Session tags.
    public var tags: [SessionTag]

    /// Makes a request.
    public init(
        name: String, durationSeconds: Int? = nil, policy: String? = nil, policyARNs: [String] = [],
        tags: [SessionTag] = []
    ) {
        self.name = name
        self.durationSeconds = durationSeconds
        self.policy = policy
        self.policyARNs = policyARNs
        self.tags = tags
    }

    /// Throws `ValidationError` or `MalformedPolicyDocument` for what can be told from the parameters alone.
    func check() throws(STSError) {
        var violations = ParameterValidation()
        violations.check(name, .name)
        violations.check(policy, .policy)
        violations.check(durationSeconds, .durationSeconds, .longTermDuration)
        RequestTags.checkConstraints(tags, &violations)
        try violations.end()
        try SessionPolicies(policy: policy, arns: policyARNs).check()
    }
}

/// The result of GetFederationToken.
public struct FederationTokenResult: Sendable {
    /// The credentials.
    public let credentials: SessionCredentials
    /// The session that they stand for.
    public let session: Session
    /// Percentage of the room for session policies and tags that is taken.
    public let packedPolicySize: Int

    /// `<account>:<name>`.
    public var federatedUserID: String { session.userID }
    /// `arn:…:federated-user/<name>`.
    public var federatedUserARN: ARN { session.arn }
}
