package import Encodings
internal import Synchronization

/// Bounds how many passwords may be tried: the six digits of one-time passwords are few, and so are those that people choose.
///
/// After five wrong ones in a row the next is looked at only a minute after the last, and each further wrong one doubles
/// the wait, up to an hour: some thirty a day. It counts for a user or root and not for a device, so that more devices
/// are no more attempts, and it is kept in memory: a process that starts begins anew, and replicas count for themselves.
public final class GuessAttempts: Sendable {
    private static let free = 5
    private static let shortestWait: Int64 = 60
    private static let longestWait: Int64 = 3_600
    /// Seconds without attempts after which they are forgotten.
    private static let memory: Int64 = 86_400
    /// Number of owners from which on those that can be forgotten are looked for.
    private static let crowded = 1_024

    private struct Attempts {
        var count = 0
        var last: Timestamp
    }

    private struct State {
        var attempts: [MFADevices.Owner: Attempts] = [:]
        var sweepAt = GuessAttempts.crowded
    }

    private let state = Mutex(State())

    /// Begins without attempts.
    public init() {}

    /// Counts an attempt as a wrong one until it proves right, so that many at once are no way around; false when it has
    /// to wait.
    package func begin(_ owner: MFADevices.Owner, at instant: Timestamp) -> Bool {
        state.withLock { state in
            var attempts = state.attempts[owner] ?? Attempts(last: instant)
            // A clock that was set back must not make the wait longer than it is.
            let last = min(attempts.last, instant)
            guard instant >= last.advanced(bySeconds: Self.wait(after: attempts.count)) else {
                state.attempts[owner]?.last = last
                return false
            }
            attempts.count += 1
            attempts.last = instant
            state.attempts[owner] = attempts
            if state.attempts.count > state.sweepAt {
                state.attempts = state.attempts.filter { $0.value.last.advanced(bySeconds: Self.memory) > instant }
                state.sweepAt = max(Self.crowded, state.attempts.count * 2)
            }
            return true
        }
    }

    /// Forgets the attempts of an owner who has proved right.
    package func succeed(_ owner: MFADevices.Owner) {
        state.withLock { state in state.attempts[owner] = nil }
    }

    /// Takes an attempt back that could not be decided.
    package func withdraw(_ owner: MFADevices.Owner) {
        state.withLock { state in
            guard let count = state.attempts[owner]?.count else { return }
            state.attempts[owner]?.count = max(count - 1, 0)
        }
    }

    /// Seconds to wait after so many wrong passwords in a row.
    private static func wait(after count: Int) -> Int64 {
        guard count >= free else { return 0 }
        return min(shortestWait << Int64(min(count - free, 10)), longestWait)
    }
}
