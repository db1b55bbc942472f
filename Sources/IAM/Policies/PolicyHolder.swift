import AWSQuery
import Accounts
import IAMPolicy

/// Users, groups and roles: what policies are attached to and embedded in.
protocol PolicyHolder: EntityRecord {
    /// Embedded policies, sorted by name.
    var inlinePolicies: [InlinePolicy] { get set }
    /// The kind of the embedded policies.
    static var inlineKind: PolicyKind { get }
    /// The parameter with the name of the entity.
    static var parameter: ParameterName { get }
    /// What it looks like where policies are attached.
    static var attachedShape: ParameterShape { get }
    /// Condition keys of operations that change its permissions.
    static var keys: [AccessKeyRule] { get }
    /// Throws when callers cannot change the entity.
    static func checkMutable(_ entity: Entity<Self>) throws(QueryFault)
}

extension PolicyHolder {
    /// `Role`, `User`, `Group`.
    static var title: String { kind.rawValue.prefix(1).uppercased() + kind.rawValue.dropFirst() }
    static var attachedShape: ParameterShape { parameter.shape }
    /// The entity that an operation is about.
    static var resource: AccessResource { .entity(kind, name: parameter) }

    static func checkMutable(_ entity: Entity<Self>) throws(QueryFault) {}

    /// The entity in the parameter with its name.
    static func get(_ context: OperationContext) async throws -> Entity<Self> {
        try await context.get(Self.self, context.parameters[parameter])
    }

    /// The entity in the parameter with its name, to be changed.
    static func change(_ context: OperationContext) async throws -> Entity<Self> {
        let entity = try await get(context)
        try context.entities.checkNotConfigured(entity.uniqueID)
        try checkMutable(entity)
        return entity
    }
}

extension RoleRecord: PolicyHolder {
    static var inlineKind: PolicyKind { .inlineRole }
    static var parameter: ParameterName { .roleName }
    static var keys: [AccessKeyRule] { [.permissionsBoundary(nil)] }
    static func checkMutable(_ entity: Entity<RoleRecord>) throws(QueryFault) { try ImmutableRole.check(entity) }
}

extension UserRecord: PolicyHolder {
    static var inlineKind: PolicyKind { .inlineUser }
    static var parameter: ParameterName { .userName }
    static var attachedShape: ParameterShape { .newUserName }
    static var keys: [AccessKeyRule] { [.permissionsBoundary(nil)] }
}

extension GroupRecord: PolicyHolder {
    static var inlineKind: PolicyKind { .inlineGroup }
    static var parameter: ParameterName { .groupName }
    static var keys: [AccessKeyRule] { [] }
}
