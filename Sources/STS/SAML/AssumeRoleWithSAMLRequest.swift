import AWSQuery
import Accounts
import Encodings
import IAMPolicy
public import SAML2

/// The parameters of AssumeRoleWithSAML, and the response that proves who asks.
public struct AssumeRoleWithSAMLRequest: Sendable {
    /// ARN of the role.
    public var roleARN: String
    /// ARN of the SAML provider.
    public var principalARN: String
    /// Seconds that the credentials shall live; 3,600 when nil.
    public var durationSeconds: Int?
    /// Session policy: the session may do what both it and the role allow.
    public var policy: String?
    /// Managed policies as session policies.
    public var policyARNs: [String]
    /// How the response came.
    public let channel: Channel
    let evidence: SAMLEvidence

    /// Makes a request.
    ///
    /// - Parameter response: what the validator says to the response; refusals are answered and audited in the same place
    ///   as everything else.
    public init(
        roleARN: String, principalARN: String, response: ResponseValidation, durationSeconds: Int? = nil,
        policy: String? = nil, policyARNs: [String] = [], channel: Channel = .api
    ) {
        self.init(
            roleARN: roleARN, principalARN: principalARN, evidence: .validated(response),
            durationSeconds: durationSeconds, policy: policy, policyARNs: policyARNs, channel: channel)
    }

    init(
        roleARN: String, principalARN: String, evidence: SAMLEvidence, durationSeconds: Int? = nil,
        policy: String? = nil, policyARNs: [String] = [], channel: Channel
    ) {
        self.roleARN = roleARN
        self.principalARN = principalARN
        self.evidence = evidence
        self.durationSeconds = durationSeconds
        self.policy = policy
        self.policyARNs = policyARNs
        self.channel = channel
    }
}

extension AssumeRoleWithSAMLRequest {
    /// Throws `ValidationError` with every violation, or `MalformedPolicyDocument`, for what the parameters alone tell.
    func check() throws(STSError) {
        var violations = ParameterValidation()
        violations.check(roleARN, .roleARN)
        violations.check(principalARN, .principalARN)
        violations.check(policy, .policy)
        violations.check(durationSeconds, .durationSeconds)
        try violations.end()
        try SessionPolicies(policy: policy, arns: policyARNs).check()
    }

    /// Throws `ValidationError` when an ARN is not one of a role, and of a SAML provider.
    func checkARNs() throws(STSError) {
        let role = ARN(roleARN)?.federatedKind
        let provider = ARN(principalARN)?.federatedKind
        if role == .samlProvider || provider == .role {
            throw STSError(.validationError, "Request ARN is invalid", cause: "role and provider ARN are swapped")
        }
        if role == nil { throw Self.invalid(roleARN) }
        if provider == nil { throw Self.invalid(principalARN) }
    }

    private static func invalid(_ arn: String) -> STSError {
        STSError(
            .validationError, "\(arn.cut(to: 2_048)) is invalid", cause: "not the ARN of a role and of a SAML provider")
    }
}
