import AWSQuery
import Accounts
import IAMPolicy

extension IAMService {
    private static let parameters: [Parameter] = [
        .required("GroupName", .groupName), .required("UserName", .existingUserName),
    ]

    static let membershipOperations: [IAMOperation] = [
        .writing(
            "AddUserToGroup", parameters: parameters, access: AccessRule(.entity(.group, name: "GroupName")),
            addUserToGroup),
        .writing(
            "RemoveUserFromGroup", parameters: parameters, access: AccessRule(.entity(.group, name: "GroupName")),
            removeUserFromGroup),
        .reading(
            "ListGroupsForUser", parameters: [.required("UserName", .existingUserName)] + .page,
            access: AccessRule(.entity(.user, name: "UserName")), listGroupsForUser),
    ]

    private static func addUserToGroup(_ context: OperationContext) throws -> QueryResult {
        let (user, group) = try Membership.parties(context)
        let groups = try context.entities.targets(of: user.uniqueID, .membership)
        if groups.contains(group.uniqueID) { return .none }
        guard groups.count < Quotas.groupsPerUser else {
            throw QueryFault.limitExceeded("Cannot exceed quota for GroupsPerUser: \(Quotas.groupsPerUser)")
        }
        try context.entities.link(user.uniqueID, .membership, to: group.uniqueID)
        return .none
    }

    private static func removeUserFromGroup(_ context: OperationContext) throws -> QueryResult {
        let (user, group) = try Membership.parties(context)
        guard try context.entities.targets(of: user.uniqueID, .membership).contains(group.uniqueID) else {
            throw QueryFault.noSuchEntity("User \(user.name) is not in group \(group.name).")
        }
        try context.entities.unlink(user.uniqueID, .membership, from: group.uniqueID)
        return .none
    }

    private static func listGroupsForUser(_ context: OperationContext) throws -> QueryResult {
        let page = try Page(context.parameters)
        let user = try context.entities.get(UserRecord.self, context.parameters["UserName"])
        let (shown, members) = page.select(try Membership.groups(of: user, context)) { EntityRow.fold($0.name) }
        return QueryResult([.structures("Groups", shown.map { listed($0, context) })] + members)
    }
}

/// Which users are in which groups.
enum Membership {
    /// The group and the user that an operation names.
    static func parties(
        _ context: OperationContext
    ) throws(QueryFault) -> (user: Entity<UserRecord>, group: Entity<GroupRecord>) {
        let group = try context.entities.get(GroupRecord.self, context.parameters["GroupName"])
        return (try context.entities.get(UserRecord.self, context.parameters["UserName"]), group)
    }

    /// The users in a group.
    static func users(
        of group: Entity<GroupRecord>, _ context: OperationContext
    ) throws(QueryFault) -> [Entity<UserRecord>] {
        var users: [Entity<UserRecord>] = []
        for id in try context.entities.sources(of: group.uniqueID, .membership) {
            if let user = try context.entities.find(UserRecord.self, uniqueID: id) { users.append(user) }
        }
        return users
    }

    /// The groups that a user is in.
    static func groups(
        of user: Entity<UserRecord>, _ context: OperationContext
    ) throws(QueryFault) -> [Entity<GroupRecord>] {
        var groups: [Entity<GroupRecord>] = []
        for id in try context.entities.targets(of: user.uniqueID, .membership) {
            if let group = try context.entities.find(GroupRecord.self, uniqueID: id) { groups.append(group) }
        }
        return groups
    }
}
