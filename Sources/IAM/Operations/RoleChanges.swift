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

    private static func deleteRole(_ context: OperationContext) throws -> QueryResult {
        let role = try context.modifiableRole()
        try context.entities.checkNoPolicies(role)
        try context.entities.delete(role.uniqueID)
        return .none
    }

    private static func updateRole(_ context: OperationContext) throws -> QueryResult {
        let parameters = context.parameters
        var role = try context.describableRole()
        if let seconds = parameters.integer("MaxSessionDuration") {
            try ImmutableRole.check(role)
            role.record.maxSessionDuration = seconds
        }
        if let description = parameters.text("Description") { role.record.description = description }
        try context.entities.update(role)
        return QueryResult([])
    }

    private static func updateRoleDescription(_ context: OperationContext) throws -> QueryResult {
        var role = try context.describableRole()
        role.record.description = context.parameters["Description"]
        try context.entities.update(role)
        return QueryResult([.structure("Role", try members(of: role, context))])
    }

    private static func updateAssumeRolePolicy(_ context: OperationContext) throws -> QueryResult {
        var role = try context.modifiableRole()
        let text = context.parameters["PolicyDocument"]
        role.record.trustedIDs = try context.entities.trustedIDs(try PolicyTexts.check(text, .trust))
        role.record.assumeRolePolicyDocument = text
        try context.entities.update(role)
        return .none
    }

    private static func putRolePermissionsBoundary(_ context: OperationContext) throws -> QueryResult {
        let role = try context.modifiableRole()
        try Boundary.set(context.parameters["PermissionsBoundary"], on: role.uniqueID, context)
        return .none
    }

    private static func deleteRolePermissionsBoundary(_ context: OperationContext) throws -> QueryResult {
        try Boundary.remove(from: try context.modifiableRole().uniqueID, context)
        return .none
    }
}
