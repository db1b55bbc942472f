import AWSQuery
public import Accounts
import Encodings
import IAMPolicy

/// The parameters of AssumeRole.
public struct AssumeRoleRequest: Sendable {
    /// ARN of the role.
    public var roleARN: String
    /// Name of the session, 2 to 64 of `[\w+=,.@-]`.
    public var roleSessionName: String
    /// Seconds that the credentials shall live; 3,600 when nil.
    public var durationSeconds: Int?
    /// Session policy: the session may do what both it and the role allow.
    public var policy: String?
    /// Managed policies as session policies.
    public var policyARNs: [String]
    /// Session tags.
    public var tags: [SessionTag]
    /// Keys of tags that pass on to further roles.
    public var transitiveTagKeys: [String]
    /// What the owner of the role has asked the caller to name.
    public var externalID: String?
    /// Source identity; a calling session that has one keeps it.
    public var sourceIdentity: String?
    /// Serial number of the caller's MFA device.
    public var serialNumber: String?
    /// One-time password of the device.
    public var tokenCode: String?

    /// Makes a request.
    public init(
        roleARN: String, roleSessionName: String, durationSeconds: Int? = nil, policy: String? = nil,
        policyARNs: [String] = [], tags: [SessionTag] = [], transitiveTagKeys: [String] = [],
        externalID: String? = nil, sourceIdentity: String? = nil, serialNumber: String? = nil, tokenCode: String? = nil
    ) {
        self.roleARN = roleARN
        self.roleSessionName = roleSessionName
        self.durationSeconds = durationSeconds
        self.policy = policy
        self.policyARNs = policyARNs
        self.tags = tags
        self.transitiveTagKeys = transitiveTagKeys
        self.externalID = externalID
        self.sourceIdentity = sourceIdentity
        self.serialNumber = serialNumber
        self.tokenCode = tokenCode
    }

    /// Throws `ValidationError` or `MalformedPolicyDocument` for what can be told from the parameters alone.
    func check() throws(STSError) {
        var violations = ParameterValidation()
        violations.check(roleARN, .roleARN)
        violations.check(roleSessionName, .roleSessionName)
        violations.check(policy, .policy)
        violations.check(durationSeconds, .durationSeconds)
        RequestTags.checkConstraints(tags, &violations)
        violations.check(externalID, .externalID)
        violations.check(sourceIdentity, .sourceIdentity)
        try violations.end()
        let arn = ARN(roleARN)
        guard arn?.isOfRole == true else {
            let message = arn != nil ? "Request ARN is invalid" : "\(roleARN.cut(to: 2_048)) is invalid"
            throw STSError(.validationError, message, cause: "not the ARN of a role")
        }
        try SessionPolicies(policy: policy, arns: policyARNs).check()
    }
}
