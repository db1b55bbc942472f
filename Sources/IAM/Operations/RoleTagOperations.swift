import AWSQuery
import Accounts

extension IAMService {
    static let roleTagOperations: [IAMOperation] = [
        .writing(
            "TagRole", parameters: [.required("RoleName", .roleName), .required("Tags", .tags)],
            access: AccessRule(.entity(.role, name: "RoleName"), keys: [.requestTags]), tagRole),
        .writing(
            "UntagRole", parameters: [.required("RoleName", .roleName), .required("TagKeys", .tagKeys)],
            access: AccessRule(.entity(.role, name: "RoleName"), keys: [.tagKeys]), untagRole),
        .reading("ListRoleTags", parameters: [.required("RoleName", .roleName)] + .page, access: ofRole, listRoleTags),
    ]

    /// Service-linked roles can be tagged: a tag gives the service nothing.
    private static func tagRole(_ context: OperationContext) async throws -> QueryResult {
        try await Tags.tag(context.describableRole(), context)
    }

    private static func untagRole(_ context: OperationContext) async throws -> QueryResult {
        try await Tags.untag(context.describableRole(), context)
    }

    private static func listRoleTags(_ context: OperationContext) async throws -> QueryResult {
        let role = try await context.get(RoleRecord.self, context.parameters["RoleName"])
        return try Tags.page(role.record.tags, context.parameters)
    }
}
