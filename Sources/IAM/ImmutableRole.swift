import AWSQuery
import Accounts

/// Roles that callers cannot change: those that are linked to a service.
enum ImmutableRole {
    /// Throws `UnmodifiableEntity` for a service-linked role.
    static func check(_ role: Entity<RoleRecord>) throws(QueryFault) {
        guard role.record.linkedService != nil else { return }
        throw QueryFault(
            "UnmodifiableEntity",
            "Cannot perform the operation on the protected role '\(role.name)' - this role is only modifiable by AWS")
    }
}
