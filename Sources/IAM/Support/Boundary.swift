import AWSQuery
import Federation
import IAMPolicy

/// The permissions boundary of a user or role.
enum Boundary {
    /// Sets or replaces the boundary of an entity.
    ///
    /// Throws `NoSuchEntity` when there is no such managed policy.
    static func set(_ arn: String, on uniqueID: String, _ context: OperationContext) throws(QueryFault) {
        guard try ManagedPolicyLookup.exists(arn, context),
            ManagedPolicies.builtIn(arn: arn)?.isOfServiceRole != true
        else {
            throw .noSuchEntity("Scope ARN: \(arn) does not exist or is not attachable.")
        }
        try remove(from: uniqueID, context)
        try context.entities.link(uniqueID, .permissionsBoundary, to: arn)
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

/// Managed policies by ARN.
enum ManagedPolicyLookup {
    /// Whether there is a managed policy of the caller's account, or of AWS, with this ARN.
    static func exists(_ arn: String, _ context: OperationContext) throws(QueryFault) -> Bool {
        if ManagedPolicies.builtIn(arn: arn) != nil { return true }
        return try find(arn, context) != nil
    }

    /// The managed policy of the caller's account with this ARN.
    static func find(_ arn: String, _ context: OperationContext) throws(QueryFault) -> Entity<PolicyRecord>? {
        let entity: Entity<PolicyRecord>?
        do {
            entity = try ManagedPolicies.entity(arn, context.entities.transaction)
        } catch {
            throw QueryFault(error)
        }
        guard let entity, entity.account == context.account.id, entity.arn(in: context.partition) == arn else {
            return nil
        }
        return entity
    }
}
