import Accounts
import Synchronization

/// What this process knows of revocations and of changes of entities, and since when.
///
/// Requests are answered from it, so that none of them waits for a server, and while there is none they go on for a time. One
/// writes it, `ChangeWatch`, in the order in which it reads.
final class StoreView: Sendable {
    /// What was read of one moment.
    struct Reading: Sendable {
        var counters = ChangeCounters()
        /// The changes of entities since those that were known.
        var changes: [(kind: EntityKind, account: AccountID, version: Int64)] = []
        /// Nil when they are those that are known.
        var revocations: RevocationList?
    }

    private struct State {
        var versions = EntityVersions()
        var revocations = RevocationList()
        var counters: ChangeCounters?
        /// The changes that this process has made.
        var own = ChangeCounters()
        /// What is added to the server's numbers of changes.
        var offset: UInt64 = 0
        var readAt: ContinuousClock.Instant?
        var waiting: [UInt64: (counters: ChangeCounters, continuation: CheckedContinuation<Void, Never>)] = [:]
        var lastWaiting: UInt64 = 0
    }

    private let state = Mutex(State())
    private let maxStaleness: Duration
    private let now: @Sendable () -> ContinuousClock.Instant

    init(maxStaleness: Duration, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.maxStaleness = maxStaleness
        self.now = now
    }

    /// How old it is; nil when nothing was read yet.
    var age: Duration? { state.withLock { $0.readAt }.map { max(now() - $0, .zero) } }

    // MARK: Writing

    /// Takes over what was read since the last reading.
    ///
    /// - Parameters:
    ///   - isAnew: whether all was read, over a new connection. It may lead to a server that lacks what the last one had, and
    ///     that counts the same numbers for something else: whatever was remembered of entities counts no more.
    ///   - instant: when the reading began.
    func take(_ reading: Reading, isAnew: Bool, at instant: ContinuousClock.Instant) {
        let ready = state.withLock { state in
            if isAnew {
                state.offset = state.versions.highest == 0 ? 0 : state.versions.highest &+ 1
                state.versions = EntityVersions()
                state.own = ChangeCounters()
            }
            for change in reading.changes {
                let number = state.offset &+ UInt64(clamping: change.version)
                state.versions.note(change.kind, in: change.account, number: number)
            }
            if let revocations = reading.revocations { state.revocations = revocations }
            state.counters = reading.counters
            state.readAt = instant
            let ready = state.waiting.filter { reading.counters.includes($0.value.counters) }
            for id in ready.keys { state.waiting[id] = nil }
            return ready.values.map(\.continuation)
        }
        for continuation in ready { continuation.resume() }
    }

    /// Notes a change that this process has committed, and waits until it is in the view, or so long: later calls are refused
    /// until it is.
    func note(_ own: ChangeCounters, upTo patience: Duration) async {
        await withCheckedContinuation { continuation in
            let id: UInt64? = state.withLock { state in
                state.own = state.own.merged(with: own)
                if let counters = state.counters, counters.includes(own) { return nil }
                state.lastWaiting &+= 1
                state.waiting[state.lastWaiting] = (own, continuation)
                return state.lastWaiting
            }
            guard let id else { return continuation.resume() }
            Task {
                try? await Task.sleep(for: patience)
                state.withLock { $0.waiting.removeValue(forKey: id) }?.continuation.resume()
            }
        }
    }

    // MARK: Reading

    /// The versions of entities.
    ///
    /// - Throws: `StoreError` with code `unavailable` when they are older than is allowed.
    func versions() throws(StoreError) -> EntityVersions { try current { $0.versions } }

    /// The revocations.
    ///
    /// - Throws: `StoreError` with code `unavailable` when they are older than is allowed.
    func revocations() throws(StoreError) -> RevocationList { try current { $0.revocations } }

    private func current<Value: Sendable>(_ value: (State) -> Value) throws(StoreError) -> Value {
        let instant = now()
        let result: Result<Value, StoreError> = state.withLock { state in
            guard let readAt = state.readAt, let counters = state.counters else {
                return .failure(StoreError(.unavailable, "the database was not read yet"))
            }
            guard counters.includes(state.own) else {
                return .failure(StoreError(.unavailable, "a change was committed and can't be read back yet"))
            }
            let age = instant - readAt
            guard age <= maxStaleness else { return .failure(tooOld(age)) }
            return .success(value(state))
        }
        return try result.get()
    }

    private func tooOld(_ age: Duration) -> StoreError {
        StoreError(
            .unavailable,
            "what is known of the database is \(age.components.seconds) s old, "
                + "and store.maxStaleness is \(maxStaleness.components.seconds) s")
    }
}
