import AWSQuery
import Accounts

/// The permissions boundary of a user or role.
enum Boundary {
    /// Sets or replaces the boundary of an entity.
    ///
    /// Throws `NoSuchEntity` when there is no such managed policy.
    static func set(_ arn: String, on uniqueID: String, _ context: OperationContext) throws(QueryFault) {
        guard let policy = try ManagedPolicy.existing(arn, context), !policy.isOfServiceRole else {
            throw .noSuchEntity("Scope ARN: \(arn) does not exist or is not attachable.")
        }
        try remove(from: uniqueID, context)
        try context.entities.link(uniqueID, .permissionsBoundary, to: policy.arn)
    }

    /// Takes the boundary of an entity away.
    static func remove(from uniqueID: String, _ context: OperationContext) throws(QueryFault) {
        for arn in try context.entities.targets(of: uniqueID, .permissionsBoundary) {
            try context.entities.unlink(uniqueID, .permissionsBoundary, from: arn)
        }
    }

    /// The member of a result; none without a boundary.
    static func members(of uniqueID: String, _ context: OperationContext) throws(QueryFault) -> [QueryMember] {
        guard let arn = try context.entities.targets(of: uniqueID, .permissionsBoundary).first else { return [] }
        return [
            .structure(
                "PermissionsBoundary",
                [.text("PermissionsBoundaryType", "Policy"), .text("PermissionsBoundaryArn", arn)])
        ]
    }
}
