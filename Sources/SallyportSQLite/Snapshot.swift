import Accounts
import Synchronization

/// What was read last of something in the database, so that not every request has to read it.
///
/// What this process changes is in the snapshot at once. What another process changes is there after a second, when the
/// snapshot has become too old.
final class Snapshot<Value: Sendable>: Sendable {
    private struct State {
        var value: Value
        var readAt: ContinuousClock.Instant?
        var changes: UInt64 = 0
    }

    private static var longestAge: Duration { .seconds(1) }

    private let state: Mutex<State>

    init(_ value: Value) { state = Mutex(State(value: value)) }

    /// The snapshot, if it is young enough, or what `read` makes of it with the database.
    func value(
        at now: ContinuousClock.Instant, _ read: (Value) async throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let known = state.withLock { $0 }
        if let readAt = known.readAt, now >= readAt, now - readAt <= Self.longestAge { return known.value }
        let value = try await read(known.value)
        state.withLock { state in
            // This process may have made a change since that is not in what was read, or somebody else may have read later.
            guard state.changes == known.changes, state.readAt.map({ $0 <= now }) ?? true else { return }
            state.value = value
            state.readAt = now
        }
        return value
    }

    /// Carries a committed change over into the snapshot; in the order of the commits.
    func apply(_ change: (inout Value) -> Void) {
        state.withLock { state in
            state.changes &+= 1
            change(&state.value)
        }
    }

    /// Has the next one read what was committed.
    func expire() {
        state.withLock { state in
            state.changes &+= 1
            state.readAt = nil
        }
    }
}
