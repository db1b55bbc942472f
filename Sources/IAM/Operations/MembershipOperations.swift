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

/// Which users are in which groups.
enum Membership {
    /// The group and the user that an operation names.
    static func parties(
        _ context: OperationContext
    ) async throws -> (user: Entity<UserRecord>, group: Entity<GroupRecord>) {
        let group = try await context.get(GroupRecord.self, context.parameters[.groupName])
        return (try await context.get(UserRecord.self, context.parameters[.userName]), group)
    }

    /// The users in a group.
    static func users(
        of group: Entity<GroupRecord>, _ context: OperationContext
    ) async throws -> [Entity<UserRecord>] {
        try await there(context.entities.sources(of: group.uniqueID, .membership), context)
    }

    /// The groups that a user is in.
    static func groups(
        of user: Entity<UserRecord>, _ context: OperationContext
    ) async throws -> [Entity<GroupRecord>] {
        try await there(context.entities.targets(of: user.uniqueID, .membership), context)
    }

    private static func there<Record>(_ ids: [String], _ context: OperationContext) async throws -> [Entity<Record>] {
        var entities: [Entity<Record>] = []
        for id in ids {
            if let entity = try await context.entities.entity(Record.self, uniqueID: id) { entities.append(entity) }
        }
        return entities
    }
}
