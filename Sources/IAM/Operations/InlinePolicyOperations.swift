import AWSQuery
import Accounts
import Encodings
import IAMPolicy

extension IAMService {
    static let inlinePolicyOperations: [IAMOperation] =
        inlinePolicies(RoleRecord.self) + inlinePolicies(UserRecord.self) + inlinePolicies(GroupRecord.self)

    private static func inlinePolicies<Holder: PolicyHolder>(_ type: Holder.Type) -> [IAMOperation] {
        let holder = Parameter.required(Holder.parameter)
        let policy = Parameter.required(.policyName)
        let read = AccessRule(Holder.resource)
        let change = AccessRule(Holder.resource, keys: Holder.keys)
        return [
            .writing(
                "Put\(Holder.title)Policy", parameters: [holder, policy, .required(.policyDocument)],
                access: change, { try await put(type, $0) }),
            .reading(
                "Get\(Holder.title)Policy", parameters: [holder, policy], access: read, { try await get(type, $0) }),
            .writing(
                "Delete\(Holder.title)Policy", parameters: [holder, policy], access: change,
                { try await delete(type, $0) }),
            .reading(
                "List\(Holder.title)Policies", parameters: [holder] + .page, access: read, { try await list(type, $0) }),
        ]
    }

    private static func put<Holder: PolicyHolder>(
        _ type: Holder.Type, _ context: OperationContext
    ) async throws -> QueryResult {
        var holder = try await Holder.change(context)
        let parameters = context.parameters
        let policy = InlinePolicy(name: parameters[.policyName], document: parameters[.policyDocument])
        var policies = holder.record.inlinePolicies.filter { $0.name != policy.name }
        try InlinePolicySize.check(policy, beside: policies, of: holder)
        policies.append(policy)
        holder.record.inlinePolicies = policies.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        try await context.entities.update(holder)
        return .none
    }

    private static func get<Holder: PolicyHolder>(
        _ type: Holder.Type, _ context: OperationContext
    ) async throws -> QueryResult {
        let holder = try await Holder.get(context)
        let policies = RevocationPolicy.policies(of: holder, context)
        let policy = policies[try index(in: policies, of: Holder.kind, context)]
        return QueryResult([
            .text(Holder.parameter.text, holder.name), .text("PolicyName", policy.name),
            .text("PolicyDocument", PercentEncoding.encode(policy.document)),
        ])
    }

    private static func delete<Holder: PolicyHolder>(
        _ type: Holder.Type, _ context: OperationContext
    ) async throws -> QueryResult {
        var holder = try await Holder.change(context)
        let policies = holder.record.inlinePolicies
        holder.record.inlinePolicies.remove(at: try index(in: policies, of: Holder.kind, context))
        try await context.entities.update(holder)
        return .none
    }

    private static func list<Holder: PolicyHolder>(
        _ type: Holder.Type, _ context: OperationContext
    ) async throws -> QueryResult {
        let names = RevocationPolicy.policies(of: try await Holder.get(context), context).map(\.name)
        let (shown, members) = try Page(context.parameters).select(names, key: \.self)
        return QueryResult([.list("PolicyNames", shown)] + members)
    }

    /// The place of the policy in `PolicyName`.
    private static func index(
        in policies: [InlinePolicy], of kind: EntityKind, _ context: OperationContext
    ) throws(QueryFault) -> Int {
        let name = context.parameters[.policyName]
        guard let index = policies.firstIndex(where: { $0.name == name }) else {
            throw .noSuchEntity("The \(kind.rawValue) policy with name \(name) cannot be found.")
        }
        return index
    }
}
