import Synchronization

/// Something that fails for a time: told once when it begins, and once when it is over.
///
/// What fails and works in turns is told of every ten seconds at most.
package final class Trouble: Sendable {
    private struct State {
        /// Whether the beginning was told.
        var isTold = false
        var toldAt: ContinuousClock.Instant?
    }

    private static let quiet = Duration.seconds(10)

    private let isActive = Atomic(false)
    private let state = Mutex(State())
    private let tellBegin: @Sendable (String) -> Void
    private let tellEnd: @Sendable () -> Void
    private let now: @Sendable () -> ContinuousClock.Instant

    package init(
        begin: @escaping @Sendable (String) -> Void, end: @escaping @Sendable () -> Void,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        tellBegin = begin
        tellEnd = end
        self.now = now
    }

    /// Whether it fails now.
    package var isThere: Bool { isActive.load(ordering: .relaxed) }

    /// It failed.
    package func begin(_ reason: String) {
        guard !isActive.exchange(true, ordering: .relaxed) else { return }
        let isNews = state.withLock { state in
            let instant = now()
            if let toldAt = state.toldAt, instant - toldAt < Self.quiet { return false }
            state.isTold = true
            state.toldAt = instant
            return true
        }
        if isNews { tellBegin(reason) }
    }

    /// It worked.
    package func end() {
        guard isThere, isActive.exchange(false, ordering: .relaxed) else { return }
        let isNews = state.withLock { state in
            defer { state.isTold = false }
            return state.isTold
        }
        if isNews { tellEnd() }
    }
}
