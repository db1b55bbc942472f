import Accounts
import Encodings

/// The constraints on the parameters of AssumeRoleWithSAML that are checked before anything else.
enum ParameterRules {
    /// Throws `ValidationError` with every violation in one message, as AWS does.
    static func check(_ request: AssumeRoleWithSAMLRequest) throws(STSError) {
        var violations = ConstraintViolations()
        violations.checkLength(request.roleARN, "roleArn", 20...2_048)
        violations.checkLength(request.principalARN, "principalArn", 20...2_048)
        if let policy = request.policy { violations.checkLength(policy, "policy", 1...2_048) }
        if let seconds = request.durationSeconds {
            violations.checkValue(seconds, "durationSeconds", DurationRule.minimum...DurationRule.maximum)
        }
        try violations.check()
        try SessionPolicies(policy: request.policy, arns: request.policyARNs).check()
    }

    /// Throws `ValidationError` when an ARN is not one of a role, and of a SAML provider.
    static func checkARNs(_ request: AssumeRoleWithSAMLRequest) throws(STSError) {
        let role = EntityARN(request.roleARN)
        let provider = EntityARN(request.principalARN)
        if role?.kind == .samlProvider || provider?.kind == .role {
            throw STSError(.validationError, "Request ARN is invalid", cause: "role and provider ARN are swapped")
        }
        if role == nil { throw invalid(request.roleARN) }
        if provider == nil { throw invalid(request.principalARN) }
    }

    private static func invalid(_ arn: String) -> STSError {
        STSError(
            .validationError, "\(arn.cut(to: 2_048)) is invalid", cause: "not the ARN of a role and of a SAML provider")
    }
}
