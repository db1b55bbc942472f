import AWSQuery
import Accounts
import IAMPolicy

extension IAMService {
    static let roleChanges: [IAMOperation] = [
        .writing("DeleteRole", parameters: [.required("RoleName", .roleName)], access: ofRole, deleteRole),
        .writing(
            "UpdateRole",
            parameters: [
                .required("RoleName", .roleName), .optional("Description", .roleDescription),
                .optional("MaxSessionDuration", .maxSessionDuration),
            ],
            access: ofRole, updateRole),
        .writing(
            "UpdateRoleDescription",
            parameters: [.required("RoleName", .roleName), .required("Description", .roleDescription)],
            access: ofRole, updateRoleDescription),
        .writing(
            "UpdateAssumeRolePolicy",
            parameters: [.required("RoleName", .roleName), .required("PolicyDocument", .policyDocument)],
            access: ofRole, updateAssumeRolePolicy),
        .writing(
            "PutRolePermissionsBoundary",
            parameters: [.required("RoleName", .roleName), .required("PermissionsBoundary", .arn)],
            access: AccessRule(.entity(.role, name: "RoleName"), keys: [.permissionsBoundary("PermissionsBoundary")]),
            putRolePermissionsBoundary),
        .writing(
            "DeleteRolePermissionsBoundary", parameters: [.required("RoleName", .roleName)],
            access: AccessRule(.entity(.role, name: "RoleName"), keys: [.permissionsBoundary(nil)]),
            deleteRolePermissionsBoundary),
    ]

    private static func deleteRole(_ context: OperationContext) async throws -> QueryResult {
        let role = try await context.modifiableRole()
        try await context.entities.checkNoPolicies(role)
        try await context.entities.delete(uniqueID: role.uniqueID)
        return .none
    }

    private static func updateRole(_ context: OperationContext) async throws -> QueryResult {
        let parameters = context.parameters
        var role = try await context.describableRole()
        if let seconds = parameters.integer("MaxSessionDuration") {
            try ImmutableRole.check(role)
            role.record.maxSessionDuration = seconds
        }
        if let description = parameters.text("Description") { role.record.description = description }
        try await context.entities.update(role)
        return QueryResult([])
    }

    private static func updateRoleDescription(_ context: OperationContext) async throws -> QueryResult {
        var role = try await context.describableRole()
        role.record.description = context.parameters["Description"]
        try await context.entities.update(role)
        return QueryResult([.structure("Role", try await members(of: role, context))])
    }

    private static func updateAssumeRolePolicy(_ context: OperationContext) async throws -> QueryResult {
        var role = try await context.modifiableRole()
        let text = context.parameters["PolicyDocument"]
        role.record.trustedIDs = try await context.trustedIDs(PolicyTexts.check(text, .trust))
        role.record.assumeRolePolicyDocument = text
        try await context.entities.update(role)
        return .none
    }

    private static func putRolePermissionsBoundary(_ context: OperationContext) async throws -> QueryResult {
        let role = try await context.modifiableRole()
        try await Boundary.set(context.parameters["PermissionsBoundary"], on: role.uniqueID, context)
        return .none
    }

    private static func deleteRolePermissionsBoundary(_ context: OperationContext) async throws -> QueryResult {
        try await Boundary.remove(from: context.modifiableRole().uniqueID, context)
        return .none
    }
}
