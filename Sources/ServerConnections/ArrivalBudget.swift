import Synchronization

/// One budget of bytes for everything of all requests that is held until it is there as a whole: bodies, and what
/// connections hold beyond a little of heads and of requests that wait their turn.
///
/// Bytes that are really held count, not announced ones: to announce much costs a client nothing. When all of it is
/// used, whoever has brought nothing for the longest is turned away, and not whoever comes: senders that hold a body
/// back would keep everybody out else.
package final class ArrivalBudget: Sendable {
    /// A budget for a server with its default limits.
    package static let defaultBytes = 64 << 20

    private struct State {
        var used = 0
        /// Those that can still be turned away.
        var arriving = RecencyOrder<Entry>()
    }

    /// What the budget knows of a reservation; read and written in `state` alone.
    fileprivate final class Entry: @unchecked Sendable {
        var bytes = 0
        var place: RecencyOrder<Entry>.Place?
        var isTurnedAway = false
        let turnAway: @Sendable () -> Void

        init(turnAway: @escaping @Sendable () -> Void) { self.turnAway = turnAway }
    }

    /// The part of the budget that one body or connection has; it goes back with the value at the latest.
    package final class Reservation: Sendable {
        private let budget: ArrivalBudget
        private let entry: Entry

        fileprivate init(_ budget: ArrivalBudget, _ entry: Entry) {
            self.budget = budget
            self.entry = entry
        }

        deinit { release() }

        /// Holds so many bytes from now on, which is progress; false when there is no room, or was none meanwhile.
        package func hold(_ bytes: Int) -> Bool { budget.hold(bytes, entry) }

        /// All has arrived, so it is not turned away any more; false when it was already.
        package func settle() -> Bool { budget.settle(entry) }

        /// Gives everything back.
        package func release() { budget.release(entry) }
    }

    /// Bytes for all together.
    package let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: bytes for all together.
    package init(limit: Int = defaultBytes) { self.limit = limit }

    /// Bytes that are held at the moment.
    package var used: Int { state.withLock { $0.used } }

    /// Nothing yet; `turnAway` is called, on any thread, when the room is needed for others.
    package func reservation(turnAway: @escaping @Sendable () -> Void) -> Reservation {
        Reservation(self, Entry(turnAway: turnAway))
    }

    private func hold(_ bytes: Int, _ entry: Entry) -> Bool {
        let (isHeld, others) = state.withLock { state -> (Bool, [Entry]) in
            guard !entry.isTurnedAway else { return (false, []) }
            state.used += bytes - entry.bytes
            entry.bytes = bytes
            if let place = entry.place {
                state.arriving.touch(place)
            } else {
                entry.place = state.arriving.add(entry)
            }
            return makeRoom(for: entry, &state)
        }
        for other in others { other.turnAway() }
        return isHeld
    }

    /// Turns others away until the budget holds again; the one that asks only when nobody else is left.
    private func makeRoom(for entry: Entry, _ state: inout State) -> (isHeld: Bool, others: [Entry]) {
        var others: [Entry] = []
        while state.used > limit, let oldest = state.arriving.oldest {
            remove(oldest, &state)
            oldest.isTurnedAway = true
            if oldest === entry { return (false, others) }
            others.append(oldest)
        }
        return (true, others)
    }

    private func settle(_ entry: Entry) -> Bool {
        state.withLock { state in
            if let place = entry.place { state.arriving.remove(place) }
            entry.place = nil
            return !entry.isTurnedAway
        }
    }

    private func release(_ entry: Entry) { state.withLock { remove(entry, &$0) } }

    private func remove(_ entry: Entry, _ state: inout State) {
        state.used -= entry.bytes
        entry.bytes = 0
        if let place = entry.place { state.arriving.remove(place) }
        entry.place = nil
    }
}
