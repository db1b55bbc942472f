import AWSQuery
import Accounts
import IAMPolicy

extension IAMService {
    static let managedPolicyOperations: [IAMOperation] = [
        .writing(
            "CreatePolicy",
            parameters: [
                .required(.policyName), .optional(.path, .policyPath), .required(.policyDocument),
                .optional(.description, .text(TextShape(0, 1_000))), .optional(.tags),
            ],
            access: AccessRule(
                .new(.policy, name: .policyName), keys: [.requestTags],
                further: [(parameter: .tags, action: "TagPolicy")]),
            createPolicy),
        .reading("GetPolicy", parameters: [.required(.policyARN)], access: AccessRule(.arn(.policyARN)), getPolicy),
        .writing(
            "DeletePolicy", parameters: [.required(.policyARN)], access: AccessRule(.arn(.policyARN)), deletePolicy),
        .reading(
            "ListPolicies",
            parameters: [
                .optional(.scope), .optional(.onlyAttached), .optional(.pathPrefix, .policyPath),
                .optional(.policyUsageFilter),
            ] + .page,
            access: AccessRule(.any), { try await PolicyList($0).result() }),
    ]

    private static func createPolicy(_ context: OperationContext) async throws -> QueryResult {
        let parameters = context.parameters
        try PolicyTexts.check(parameters[.policyDocument], .managed)
        let entity = Entity(
            account: context.account.id, name: parameters[.policyName], path: parameters.text(.path) ?? "/",
            uniqueID: UniqueID.make(.policy, context.random), createDate: context.instant,
            record: PolicyRecord(
                document: parameters[.policyDocument], description: parameters.text(.description),
                tags: try Tags.read(parameters), createDate: context.instant))
        try await context.insert(entity, quota: Quotas.policies)
        let policy = ManagedPolicy(entity, in: context.partition)
        return QueryResult([.structure("Policy", policy.made)])
    }

    private static func getPolicy(_ context: OperationContext) async throws -> QueryResult {
        let policy = try await found(context, missing: QueryFault.noSuchPolicy)
        return QueryResult([.structure("Policy", policy.members(try await policy.uses(context)))])
    }

    private static func deletePolicy(_ context: OperationContext) async throws -> QueryResult {
        let entity = try await ManagedPolicy.changeable(context.parameters[.policyARN], context)
        let uses = try await ManagedPolicy(entity, in: context.partition).uses(context)
        guard uses.attachments == 0, uses.boundaries == 0 else {
            throw QueryFault.deleteConflict("Cannot delete a policy attached to entities.")
        }
        guard entity.record.versions.count == 1 else {
            throw QueryFault.deleteConflict(
                "This policy has more than one version. Before you delete a policy, you must delete the policy's "
                    + "versions. The default version is deleted with the policy.")
        }
        try await context.entities.delete(uniqueID: entity.uniqueID)
        return .none
    }

    /// The policy in `PolicyArn`.
    static func found(
        _ context: OperationContext, missing: (String) -> QueryFault = QueryFault.notAttachable
    ) async throws -> ManagedPolicy {
        let arn = context.parameters[.policyARN]
        guard let policy = try await ManagedPolicy.find(arn, context) else { throw missing(arn) }
        return policy
    }

    /// The policy in `PolicyArn`, to be changed.
    static func changeable(_ context: OperationContext) async throws -> Entity<PolicyRecord> {
        try await ManagedPolicy.changeable(context.parameters[.policyARN], context, missing: QueryFault.notAttachable)
    }

    /// Changes the policy in `PolicyArn`.
    static func change(
        _ context: OperationContext, _ body: (inout PolicyRecord) throws(QueryFault) -> Void
    ) async throws -> QueryResult {
        var entity = try await changeable(context)
        try body(&entity.record)
        try await context.entities.update(entity)
        return .none
    }
}
