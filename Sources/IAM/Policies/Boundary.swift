import AWSQuery
import Accounts

/// The permissions boundary of a user or role.
enum Boundary {
    /// Sets or replaces the boundary of an entity.
    ///
    /// Throws `NoSuchEntity` when there is no such managed policy.
    static func set(_ arn: String, on uniqueID: String, _ context: OperationContext) async throws {
        guard let policy = try await ManagedPolicy.existing(arn, context), !policy.isOfServiceRole else {
            throw QueryFault.noSuchEntity("Scope ARN: \(arn) does not exist or is not attachable.")
        }
        try await remove(from: uniqueID, context)
        try await context.entities.link(uniqueID, .permissionsBoundary, to: "\(policy.arn)")
    }

    /// Takes the boundary of an entity away.
    static func remove(from uniqueID: String, _ context: OperationContext) async throws {
        for arn in try await context.entities.targets(of: uniqueID, .permissionsBoundary) {
            try await context.entities.unlink(uniqueID, .permissionsBoundary, from: arn)
        }
    }

    /// The member of a result; none without a boundary.
    static func members(of uniqueID: String, _ context: OperationContext) async throws -> [QueryMember] {
        guard let arn = try await context.entities.targets(of: uniqueID, .permissionsBoundary).first else { return [] }
        return [
            .structure(
                "PermissionsBoundary",
                [.text("PermissionsBoundaryType", "Policy"), .text("PermissionsBoundaryArn", arn)])
        ]
    }
}
