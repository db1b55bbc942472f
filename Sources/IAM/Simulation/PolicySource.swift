import AWSQuery
import Accounts
import IAMPolicy

/// The user, group or role whose policies are simulated.
struct PolicySource {
    let kind: EntityKind
    let arn: ARN
    let uniqueID: String

    /// Reads `PolicySourceArn`.
    ///
    /// Throws `InvalidInput` for an ARN of something else, `NoSuchEntity`.
    init(_ context: OperationContext) async throws {
        let text = context.parameters[.policySourceARN]
        guard let arn = ARN(text) else { throw QueryFault.invalidEntityARN(text) }
        let row = try await context.policyHolder(
            arn, missing: .noSuchEntity("Unable to retrieve specified IAM entity."))
        kind = row.kind
        self.arn = arn
        uniqueID = row.uniqueID
    }

    /// The principal that has the policies; nil for a group, which makes no requests.
    var principal: Principal? {
        switch kind {
        case .user: .user(arn: arn)
        case .role: .role(arn: arn)
        default: nil
        }
    }
}
