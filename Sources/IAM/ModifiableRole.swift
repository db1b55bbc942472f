import AWSQuery
import Accounts

extension OperationContext {
    /// The role in `RoleName`, for a change of what it trusts or may do, or for its deletion.
    ///
    /// Throws `NoSuchEntity`, and `UnmodifiableEntity` for roles of the configuration and service-linked ones.
    func modifiableRole() async throws -> Entity<RoleRecord> {
        let role = try await describableRole()
        try ImmutableRole.check(role)
        return role
    }

    /// The role in `RoleName`, for a change of its description or tags, which service-linked ones allow.
    ///
    /// Throws `NoSuchEntity`, and `UnmodifiableEntity` for roles of the configuration.
    func describableRole() async throws -> Entity<RoleRecord> {
        let role = try await get(RoleRecord.self, parameters[.roleName])
        try entities.checkNotConfigured(role.uniqueID)
        return role
    }
}
