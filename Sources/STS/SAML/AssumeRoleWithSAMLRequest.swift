import Accounts
public import SAML2

/// The parameters of AssumeRoleWithSAML; the SAML response has been through the validator.
public struct AssumeRoleWithSAMLRequest: Sendable {
    /// ARN of the role.
    public var roleARN: String
    /// ARN of the SAML provider.
    public var principalARN: String
    /// What the validator says to the response; refusals are answered and audited in the same place as everything else.
    public var response: ResponseValidation {
        didSet { claims = nil }
    }
    /// Seconds that the credentials shall live; 3,600 when nil.
    public var durationSeconds: Int?
    /// Session policy: the session may do what both it and the role allow.
    public var policy: String?
    /// Managed policies as session policies.
    public var policyARNs: [String]
    /// How the response came.
    public var channel: Channel
    /// Claims that a sign-in page has read already, with the partition in which it did.
    var claims: (RoleClaims, Partition)?

    /// Makes a request.
    public init(
        roleARN: String, principalARN: String, response: ResponseValidation, durationSeconds: Int? = nil,
        policy: String? = nil, policyARNs: [String] = [], channel: Channel = .api
    ) {
        self.roleARN = roleARN
        self.principalARN = principalARN
        self.response = response
        self.durationSeconds = durationSeconds
        self.policy = policy
        self.policyARNs = policyARNs
        self.channel = channel
    }
}
