import AWSQuery
import Accounts
import IAMPolicy

/// A page of the users, groups and roles that use a managed policy.
struct PolicyEntityList {
    private let context: OperationContext

    init(_ context: OperationContext) { self.context = context }

    func result() async throws -> QueryResult {
        let arn = try await IAMService.found(context).arn.description
        var found: [String: EntityRow] = [:]
        for relation in relations {
            for row in try await context.entities.rows(.referring(to: arn, relation, context.account.id))
            where isAsked(row) {
                found[row.uniqueID] = row
            }
        }
        let (shown, members) = try Page(context.parameters).select(Array(found.values)) {
            "\($0.kind.rawValue)/\($0.foldedName)"
        }
        return QueryResult(
            [
                list("PolicyGroups", .group, shown), list("PolicyUsers", .user, shown),
                list("PolicyRoles", .role, shown),
            ] + members)
    }

    private var relations: [EntityRelation] {
        switch context.parameters.text(.policyUsageFilter) {
        case "PermissionsPolicy": [.attachedPolicy]
        case "PermissionsBoundary": [.permissionsBoundary]
        default: [.attachedPolicy, .permissionsBoundary]
        }
    }

    private func isAsked(_ row: EntityRow) -> Bool {
        let prefix = context.parameters.text(.pathPrefix) ?? "/"
        guard row.path.utf8.starts(with: prefix.utf8) else { return false }
        guard let filter = context.parameters.text(.entityFilter) else { return true }
        return filter.lowercased() == row.kind.rawValue
    }

    private func list(_ name: String, _ kind: EntityKind, _ rows: [EntityRow]) -> QueryMember {
        let title = kind.rawValue.prefix(1).uppercased() + kind.rawValue.dropFirst()
        return .structures(
            name,
            rows.filter { $0.kind == kind }.map { [.text("\(title)Name", $0.name), .text("\(title)Id", $0.uniqueID)] })
    }
}
