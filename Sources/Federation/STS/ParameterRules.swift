internal import IAMPolicy

/// The constraints on the parameters of AssumeRoleWithSAML that are checked before anything else.
enum ParameterRules {
    /// Throws `ValidationError` with every violation in one message, as AWS does.
    static func check(_ request: AssumeRoleWithSAMLRequest) throws(STSError) {
        var violations: [String] = []
        checkLength(request.roleARN, "roleArn", 20...2_048, &violations)
        checkLength(request.principalARN, "principalArn", 20...2_048, &violations)
        if let policy = request.policy { checkLength(policy, "policy", 1...2_048, &violations) }
        if let seconds = request.durationSeconds { checkDuration(seconds, &violations) }
        guard violations.isEmpty else {
            let count = violations.count == 1 ? "1 validation error" : "\(violations.count) validation errors"
            let message = "\(count) detected: \(violations.joined(separator: "; "))"
            throw STSError(.validationError, message, cause: message.cut(to: 600))
        }
        try checkPolicies(request)
    }

    private static func checkLength(
        _ value: String, _ name: String, _ range: ClosedRange<Int>, _ violations: inout [String]
    ) {
        // A character has at least one byte, so most texts need no walk.
        let isLong = value.utf8.count > range.upperBound && value.unicodeScalars.count > range.upperBound
        let isShort =
            value.utf8.count < range.lowerBound
            || (value.utf8.count < range.lowerBound * 4 && value.unicodeScalars.count < range.lowerBound)
        guard isLong || isShort else { return }
        let bound =
            isLong ? "less than or equal to \(range.upperBound)" : "greater than or equal to \(range.lowerBound)"
        violations.append(
            "Value '\(value.cut(to: 2_048))' at '\(name)' failed to satisfy constraint: Member must have length \(bound)"
        )
    }

    private static func checkDuration(_ seconds: Int, _ violations: inout [String]) {
        let bound: String
        if seconds < DurationRule.minimum {
            bound = "greater than or equal to \(DurationRule.minimum)"
        } else if seconds > DurationRule.maximum {
            bound = "less than or equal to \(DurationRule.maximum)"
        } else {
            return
        }
        violations.append(
            "Value '\(seconds)' at 'durationSeconds' failed to satisfy constraint: Member must have value \(bound)")
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

    private static func checkPolicies(_ request: AssumeRoleWithSAMLRequest) throws(STSError) {
        guard request.policyARNs.count <= 10 else {
            let message =
                "1 validation error detected: Value at 'policyArns' failed to satisfy constraint: "
                + "Member must have length less than or equal to 10"
            throw STSError(.validationError, message, cause: "\(request.policyARNs.count) policy ARNs")
        }
        for text in request.policyARNs where ARN(text)?.service != "iam" {
            throw STSError(
                .validationError, "ARN \(text.cut(to: 2_048)) is not valid.", cause: "not the ARN of a policy")
        }
        guard let policy = request.policy else { return }
        do {
            _ = try PolicyDocument(parsing: policy, kind: .session)
        } catch {
            throw STSError(.malformedPolicyDocument, error.message, cause: "session policy: \(error)")
        }
    }
}
