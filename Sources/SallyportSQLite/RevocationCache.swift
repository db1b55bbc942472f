import Accounts
import Synchronization

/// The last snapshot of the revocations, so that not every request has to read the database.
///
/// What this process changes is in the snapshot at once. What another process changes is there after a second, when the
/// snapshot has become too old.
final class RevocationCache: Sendable {
    private struct State {
        var list = RevocationList()
        var readAt: ContinuousClock.Instant?
        var changes: UInt64 = 0
    }

    static let longestAge = Duration.seconds(1)

    private let state = Mutex(State())

    /// The snapshot, if it is young enough.
    func list(at now: ContinuousClock.Instant) -> RevocationList? {
        state.withLock { state in
            guard let readAt = state.readAt, now - readAt <= Self.longestAge, now >= readAt else { return nil }
            return state.list
        }
    }

    /// A number that each change of this process raises; to be read before the database is.
    var changes: UInt64 { state.withLock { $0.changes } }

    /// Keeps a snapshot, unless this process has changed something since it counted `changes`: it may be lacking then.
    func keep(_ list: RevocationList, changes: UInt64, readAt: ContinuousClock.Instant) {
        state.withLock { state in
            guard state.changes == changes else { return }
            state.list = list
            state.readAt = readAt
        }
    }

    /// Carries a committed change over into the snapshot; in the order of the commits.
    func apply(_ change: (inout RevocationList) -> Void) {
        state.withLock { state in
            state.changes &+= 1
            change(&state.list)
        }
    }
}
