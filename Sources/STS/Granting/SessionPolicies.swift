import AWSQuery
import Accounts
import Encodings
internal import IAMPolicy

/// The policies that are passed when a session is made.
struct SessionPolicies: Sendable {
    let policy: String?
    let arns: [String]

    /// Checks that need no store.
    ///
    /// Throws `ValidationError`, or `MalformedPolicyDocument`.
    func check() throws(STSError) {
        var violations = ParameterValidation()
        violations.checkCount(of: arns.count, .policyARNs)
        try violations.end()
        for text in arns where ARN(text)?.service != "iam" { throw Self.invalid(text, "not the ARN of a policy") }
        guard let policy else { return }
        do {
            _ = try PolicyDocument(parsing: policy, kind: .session)
        } catch {
            throw STSError(.malformedPolicyDocument, error.message, cause: "session policy: \(error)")
        }
    }

    /// The managed policies must be there, in the account of the session or AWS's own.
    func checkExistence(in account: Account, _ entities: EntityDirectory) async throws(STSError) {
        for text in arns {
            guard let arn = ARN(text), arn.partition == account.partition.id,
                arn.accountID == "aws" || arn.accountID == account.id.description
            else { throw Self.invalid(text, "a policy of another account") }
            if try await entities.managedPolicies([text]).isEmpty { throw Self.invalid(text, "no such policy") }
        }
    }

    private static func invalid(_ arn: String, _ cause: String) -> STSError {
        STSError(.validationError, "ARN \(arn.cut(to: 2_048)) is not valid.", cause: cause)
    }
}
