import AWSQuery
import Accounts
import Encodings

/// Deletions of service-linked roles, which wait in the store until they are carried out.
enum DeletionTask {
    /// Seconds for which the end of a task is told.
    private static let keptSeconds: Int64 = 604_800

    private static func path(of role: Entity<RoleRecord>) -> String { "\(role.path)\(role.name)/" }

    /// The task for a role: one that was asked for before and is not done, or a new one.
    ///
    /// Throws `LimitExceeded` when too many were asked for in the last days.
    static func task(
        for role: Entity<RoleRecord>, _ context: OperationContext
    ) async throws -> Entity<DeletionTaskRecord> {
        let pending = try await context.list(DeletionTaskRecord.self, pathPrefix: path(of: role)).first {
            $0.record.status == .notStarted && $0.record.roleID == role.uniqueID
        }
        if let pending { return pending }
        let uuid = UUIDText.make(context.random)
        let task = Entity(
            account: context.account.id, name: uuid, path: path(of: role), uniqueID: "task\(path(of: role))\(uuid)",
            createDate: context.instant,
            record: DeletionTaskRecord(roleID: role.uniqueID, roleARN: "\(role.arn(in: context.partition))"))
        try await context.insert(task, quota: ServiceLinkedRoles.quota)
        return task
    }

    /// Deletes the role of a task that has not started, unless the service has a session of it; does nothing to a task
    /// that is done.
    static func carryOut(
        _ task: inout Entity<DeletionTaskRecord>, _ transaction: any EntityWriter, at instant: Timestamp
    ) async throws(StoreError) {
        guard task.record.status == .notStarted else { return }
        let role = try await transaction.entity(RoleRecord.self, uniqueID: task.record.roleID)
        if let session = role?.record.lastServiceSession, instant < session.expiresAt {
            task.record.status = .failed
            task.record.reason =
                "The role has active sessions of the service until \(session.expiresAt.iso8601); end their use or wait."
            task.record.usage = session
        } else {
            if role != nil { try await transaction.delete(uniqueID: task.record.roleID) }
            task.record.status = .succeeded
        }
        try await transaction.update(task)
    }

    /// Whether there is something to do for a task: it waits, or it is so old that its end is not told any more.
    static func isDue(_ task: Entity<DeletionTaskRecord>, at instant: Timestamp) -> Bool {
        task.record.status == .notStarted || isOld(task, at: instant)
    }

    /// Carries out a task that waits, and forgets an old one; does nothing when it is gone.
    static func settle(_ id: String, _ transaction: any EntityWriter, at instant: Timestamp) async throws(StoreError) {
        guard var task = try await transaction.entity(DeletionTaskRecord.self, uniqueID: id) else { return }
        try await carryOut(&task, transaction, at: instant)
        if isOld(task, at: instant) { try await transaction.delete(uniqueID: id) }
    }

    private static func isOld(_ task: Entity<DeletionTaskRecord>, at instant: Timestamp) -> Bool {
        task.createDate.advanced(bySeconds: keptSeconds) < instant
    }
}
