/// Why a policy was refused.
public struct PolicyError: Error, Hashable, Sendable {
    /// The errors in the order in which IAM checks; never empty.
    public let findings: [PolicyFinding]

    package init(findings: [PolicyFinding]) {
        self.findings = findings
    }

    /// The error code of the IAM API: `LimitExceeded` for size, otherwise `MalformedPolicyDocument`.
    public var awsErrorCode: String {
        findings.first?.code == .tooLong ? "LimitExceeded" : "MalformedPolicyDocument"
    }

    /// The text of the first error, which is the one that IAM would answer with.
    public var message: String {
        findings.first?.message ?? PolicyFinding.syntaxMessage
    }
}

extension PolicyError: CustomStringConvertible {
    /// The first error with its place.
    public var description: String {
        findings.first?.description ?? PolicyFinding.syntaxMessage
    }
}
