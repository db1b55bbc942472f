import AWSQuery
import Accounts

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
