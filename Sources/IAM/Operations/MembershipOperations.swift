import AWSQuery
import Accounts
import IAMPolicy

extension IAMService {
    private static let parameters: [Parameter] = [.required(.groupName), .required(.userName)]

    static let membershipOperations: [IAMOperation] = [
        .writing(
            "AddUserToGroup", parameters: parameters, access: AccessRule(.entity(.group, name: .groupName)),
            addUserToGroup),
        .writing(
            "RemoveUserFromGroup", parameters: parameters, access: AccessRule(.entity(.group, name: .groupName)),
            removeUserFromGroup),
        .reading(
            "ListGroupsForUser", parameters: [.required(.userName)] + .page,
            access: AccessRule(.entity(.user, name: .userName)), listGroupsForUser),
    ]

    private static func addUserToGroup(_ context: OperationContext) async throws -> QueryResult {
        let (user, group) = try await Membership.parties(context)
        let groups = try await context.entities.targets(of: user.uniqueID, .membership)
        if groups.contains(group.uniqueID) { return .none }
        guard groups.count < Quotas.groupsPerUser else {
            throw QueryFault.limitExceeded("Cannot exceed quota for GroupsPerUser: \(Quotas.groupsPerUser)")
        }
        try await context.entities.link(user.uniqueID, .membership, to: group.uniqueID)
        return .none
    }

    private static func removeUserFromGroup(_ context: OperationContext) async throws -> QueryResult {
        let (user, group) = try await Membership.parties(context)
        guard try await context.entities.targets(of: user.uniqueID, .membership).contains(group.uniqueID) else {
            throw QueryFault.noSuchEntity("User \(user.name) is not in group \(group.name).")
        }
        try await context.entities.unlink(user.uniqueID, .membership, from: group.uniqueID)
        return .none
    }

    private static func listGroupsForUser(_ context: OperationContext) async throws -> QueryResult {
        let page = try Page(context.parameters)
        let user = try await context.get(UserRecord.self, context.parameters[.userName])
        let (shown, members) = page.select(try await Membership.groups(of: user, context)) { EntityRow.fold($0.name) }
        return QueryResult([.structures("Groups", shown.map { listed($0, context) })] + members)
    }
}
