import AWSQuery
import Accounts
import IAMPolicy

extension IAMService {
    static let attachmentOperations: [IAMOperation] =
        attachments(RoleRecord.self) + attachments(UserRecord.self) + attachments(GroupRecord.self) + [
            .reading(
                "ListEntitiesForPolicy",
                parameters: [
                    .required(.policyARN), .optional(.entityFilter), .optional(.pathPrefix, .path),
                    .optional(.policyUsageFilter),
                ] + .page,
                access: AccessRule(.arn(.policyARN)), { try await PolicyEntityList($0).result() })
        ]

    private static func attachments<Holder: PolicyHolder>(_ type: Holder.Type) -> [IAMOperation] {
        let name = Parameter.required(Holder.parameter, Holder.attachedShape)
        let change = AccessRule(Holder.resource, keys: [.policyARN(.policyARN)] + Holder.keys)
        return [
            .writing(
                "Attach\(Holder.title)Policy", parameters: [name, .required(.policyARN)], access: change,
                { try await attach(type, $0) }),
            .writing(
                "Detach\(Holder.title)Policy", parameters: [name, .required(.policyARN)], access: change,
                { try await detach(type, $0) }),
            .reading(
                "ListAttached\(Holder.title)Policies", parameters: [name, .optional(.pathPrefix, .policyPath)] + .page,
                access: AccessRule(Holder.resource), { try await listAttached(type, $0) }),
        ]
    }

    private static func attach<Holder: PolicyHolder>(
        _ type: Holder.Type, _ context: OperationContext
    ) async throws -> QueryResult {
        _ = try ManagedPolicy.parse(context.parameters[.policyARN])
        let holder = try await Holder.change(context)
        let policy = try await found(context)
        guard !policy.isOfServiceRole else {
            throw QueryFault("PolicyNotAttachable", "Cannot attach a Service Role Policy to a Customer Role.")
        }
        let attached = try await context.entities.targets(of: holder.uniqueID, .attachedPolicy)
        if !attached.contains(policy.arn.description) {
            guard attached.count < Quotas.attachedPolicies else {
                throw QueryFault.limitExceeded(
                    "Cannot exceed quota for PoliciesPer\(Holder.title): \(Quotas.attachedPolicies)")
            }
            try await context.entities.link(holder.uniqueID, .attachedPolicy, to: policy.arn.description)
        }
        return .none
    }

    private static func detach<Holder: PolicyHolder>(
        _ type: Holder.Type, _ context: OperationContext
    ) async throws -> QueryResult {
        let arn = context.parameters[.policyARN]
        _ = try ManagedPolicy.parse(arn)
        let holder = try await Holder.change(context)
        guard try await context.entities.targets(of: holder.uniqueID, .attachedPolicy).contains(arn) else {
            throw QueryFault.noSuchPolicy(arn)
        }
        try await context.entities.unlink(holder.uniqueID, .attachedPolicy, from: arn)
        return .none
    }

    private static func listAttached<Holder: PolicyHolder>(
        _ type: Holder.Type, _ context: OperationContext
    ) async throws -> QueryResult {
        let prefix = "policy\(context.parameters.text(.pathPrefix) ?? "/")"
        let arns = try await context.entities.targets(of: Holder.get(context).uniqueID, .attachedPolicy)
        let policies = arns.compactMap(ARN.init).filter { $0.resource.utf8.starts(with: prefix.utf8) }
        let (shown, members) = try Page(context.parameters).select(policies) {
            PolicyList.key($0.resourceName, isOfAWS: $0.accountID == "aws")
        }
        return QueryResult([.structures("AttachedPolicies", AttachedPolicies.listed(shown))] + members)
    }
}
