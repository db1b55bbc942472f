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
        guard let arn = ARN(text), arn.accountID == context.account.id.description,
            let kind = EntityKind(rawValue: arn.resourceType), [.user, .group, .role].contains(kind),
            arn.isIAMResource(ofType: arn.resourceType)
        else { throw QueryFault.invalidEntityARN(text) }
        guard
            let row = try await context.entities.row(kind, account: context.account.id, name: arn.resourceName),
            context.account.arn(kind, path: row.path, name: row.name) == arn
        else { throw QueryFault.noSuchEntity(kind, arn.resourceName) }
        self.kind = kind
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

extension QueryFault {
    /// `InvalidInput` for an ARN that is not a user's, group's or role's.
    static func invalidEntityARN(_ arn: String) -> QueryFault {
        .invalidInput("Invalid Entity Arn: \(arn) does not clearly define entity type and name.")
    }
}
