import AWSQuery
import Accounts
import Encodings
import IAMPolicy

/// The parameters of AssumeRoleWithWebIdentity.
public struct WebIdentityRequest: Sendable {
    /// ARN of the role.
    public var roleARN: String
    /// Name of the session, 2 to 64 of `[\w+=,.@-]`.
    public var roleSessionName: String
    /// The token of an OpenID Connect provider of the role's account, a JSON Web Token.
    public var token: String
    /// Provider of an OAuth 2.0 access token, which is not taken.
    public var providerID: String?
    /// Seconds that the credentials shall live; 3,600 when nil.
    public var durationSeconds: Int?
    /// Session policy: the session may do what both it and the role allow.
    public var policy: String?
    /// Managed policies as session policies.
    public var policyARNs: [String]

    /// Makes a request.
    public init(
        roleARN: String, roleSessionName: String, token: String, providerID: String? = nil,
        durationSeconds: Int? = nil, policy: String? = nil, policyARNs: [String] = []
    ) {
        self.roleARN = roleARN
        self.roleSessionName = roleSessionName
        self.token = token
        self.providerID = providerID
        self.durationSeconds = durationSeconds
        self.policy = policy
        self.policyARNs = policyARNs
    }

    /// Throws `ValidationError` or `MalformedPolicyDocument` for what can be told from the parameters alone.
    func check() throws(STSError) {
        var violations = ParameterValidation()
        violations.check(roleARN, .roleARN)
        violations.check(roleSessionName, .roleSessionName)
        violations.check(token, .webIdentityToken)
        violations.check(providerID, .providerID)
        violations.check(policy, .policy)
        violations.check(durationSeconds, .durationSeconds)
        try violations.end()
        let arn = ARN(roleARN)
        guard arn?.federatedKind == .role else {
            let message = arn != nil ? "Request ARN is invalid" : "\(roleARN.cut(to: 2_048)) is invalid"
            throw STSError(.validationError, message, cause: "not the ARN of a role")
        }
        try SessionPolicies(policy: policy, arns: policyARNs).check()
    }
}
