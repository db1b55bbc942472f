import GRDB
import Synchronization

/// The number that each transaction on entities raises, kept in the database and remembered for a second, so that not
/// every request has to read it.
final class EntityVersion: Sendable {
    private struct State {
        var version: UInt64 = 0
        var readAt: ContinuousClock.Instant?
    }

    private let state = Mutex(State())

    /// The number, if it was read or raised within the last second.
    func known(at now: ContinuousClock.Instant) -> UInt64? {
        state.withLock { state in
            guard let readAt = state.readAt, now >= readAt, now - readAt <= RevocationCache.longestAge else {
                return nil
            }
            return state.version
        }
    }

    /// Remembers what was read at `now`, or raised; numbers never fall.
    func remember(_ version: UInt64, readAt now: ContinuousClock.Instant?) {
        state.withLock { state in
            state.version = max(state.version, version)
            if let now { state.readAt = now }
        }
    }

    static func fetch(_ db: Database) throws -> UInt64 {
        let statement = try db.cachedStatement(sql: "SELECT version FROM entity_version")
        return UInt64(bitPattern: try Int64.fetchOne(statement) ?? 0)
    }

    static func raise(_ db: Database) throws -> UInt64 {
        try db.cachedStatement(sql: "UPDATE entity_version SET version = version + 1").execute()
        return try fetch(db)
    }
}
