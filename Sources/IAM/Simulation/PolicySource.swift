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
        guard let arn = ARN(text), arn.service == "iam", arn.accountID == context.account.id.description,
            let kind = EntityKind(rawValue: String(arn.resource.prefix { $0 != "/" })),
            [.user, .group, .role].contains(kind), arn.resource.contains("/")
        else { throw QueryFault.invalidEntityARN(text) }
        let name = arn.resourceName
        let found: (arn: String, id: String)? =
            switch kind {
            case .user: try await Self.found(UserRecord.self, name, context)
            case .group: try await Self.found(GroupRecord.self, name, context)
            default: try await Self.found(RoleRecord.self, name, context)
            }
        guard let found, found.arn == text else { throw QueryFault.noSuchEntity(kind, name) }
        self.kind = kind
        self.arn = arn
        uniqueID = found.id
    }

    private static func found<Record: EntityRecord>(
        _ type: Record.Type, _ name: String, _ context: OperationContext
    ) async throws -> (arn: String, id: String)? {
        try await context.find(type, name).map { ($0.arn(in: context.partition), $0.uniqueID) }
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
