import Synchronization

/// Spans that wait to be exported: bounded, and nobody waits to put one in.
package final class SpanQueue: Sendable {
    /// Spans that wait at most; further ones are dropped.
    package static let capacity = 4_096

    private struct State {
        var waiting: [SpanRecord] = []
        var dropped = 0
    }

    private let state = Mutex(State())

    /// Makes an empty queue.
    package init() {}

    func offer(_ record: SpanRecord) {
        state.withLock { state in
            if state.waiting.count < Self.capacity { state.waiting.append(record) } else { state.dropped += 1 }
        }
    }

    /// Takes up to `count` of those that wait, the oldest first.
    func take(_ count: Int) -> [SpanRecord] {
        state.withLock { state in
            let taken = Array(state.waiting.prefix(count))
            state.waiting.removeFirst(taken.count)
            return taken
        }
    }

    /// How many were dropped since the last time that somebody asked.
    func takeDropped() -> Int {
        state.withLock { state in
            defer { state.dropped = 0 }
            return state.dropped
        }
    }
}
