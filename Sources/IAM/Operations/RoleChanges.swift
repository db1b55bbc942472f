import AWSQuery
import Accounts
import IAMPolicy

extension IAMService {
    static let roleChanges: [IAMOperation] = [
        .writing("DeleteRole", parameters: [.required(.roleName)], access: ofRole, deleteRole),
        .writing(
            "UpdateRole", parameters: [.required(.roleName), .optional(.description), .optional(.maxSessionDuration)],
            access: ofRole, updateRole),
        .writing(
            "UpdateRoleDescription", parameters: [.required(.roleName), .required(.description)], access: ofRole,
            updateRoleDescription),
        .writing(
            "UpdateAssumeRolePolicy", parameters: [.required(.roleName), .required(.policyDocument)], access: ofRole,
            updateAssumeRolePolicy),
        .writing(
            "PutRolePermissionsBoundary", parameters: [.required(.roleName), .required(.permissionsBoundary)],
            access: AccessRule(.entity(.role, name: .roleName), keys: [.permissionsBoundary(.permissionsBoundary)]),
            putRolePermissionsBoundary),
        .writing(
            "DeleteRolePermissionsBoundary", parameters: [.required(.roleName)],
            access: AccessRule(.entity(.role, name: .roleName), keys: [.permissionsBoundary(nil)]),
            deleteRolePermissionsBoundary),
    ]

    private static func deleteRole(_ context: OperationContext) async throws -> QueryResult {
        let role = try await context.modifiableRole()
        guard try await context.instanceProfiles(of: role).isEmpty else {
            throw QueryFault.mustFirst("remove roles from instance profile")
        }
        try await context.entities.checkNoPolicies(role)
        try await context.entities.delete(uniqueID: role.uniqueID)
        return .none
    }

    private static func updateRole(_ context: OperationContext) async throws -> QueryResult {
        let parameters = context.parameters
        var role = try await context.describableRole()
        if let seconds = parameters.integer(.maxSessionDuration) {
            try ImmutableRole.check(role)
            role.record.maxSessionDuration = seconds
        }
        if let description = parameters.text(.description) { role.record.description = description }
        try await context.entities.update(role)
        return QueryResult([])
    }

    private static func updateRoleDescription(_ context: OperationContext) async throws -> QueryResult {
        var role = try await context.describableRole()
        role.record.description = context.parameters[.description]
        try await context.entities.update(role)
        return QueryResult([.structure("Role", try await members(of: role, context))])
    }

    private static func updateAssumeRolePolicy(_ context: OperationContext) async throws -> QueryResult {
        var role = try await context.modifiableRole()
        let text = context.parameters[.policyDocument]
        role.record.trustedIDs = try await context.trustedIDs(PolicyTexts.check(text, .trust))
        role.record.assumeRolePolicyDocument = text
        try await context.entities.update(role)
        return .none
    }

    private static func putRolePermissionsBoundary(_ context: OperationContext) async throws -> QueryResult {
        let role = try await context.modifiableRole()
        try await Boundary.set(context.parameters[.permissionsBoundary], on: role.uniqueID, context)
        return .none
    }

    private static func deleteRolePermissionsBoundary(_ context: OperationContext) async throws -> QueryResult {
        try await Boundary.remove(from: context.modifiableRole().uniqueID, context)
        return .none
    }
}
