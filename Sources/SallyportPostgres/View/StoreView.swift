import Accounts
import Synchronization

/// What this process knows of revocations and of changes of entities, and since when.
///
/// Requests are answered from it, so that none of them waits for a server, and while there is none they go on for a time. One
/// reads into it, `ChangeWatch`; who changes something puts that on top.
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
        /// The numbers of the last reading.
        var counters = ChangeCounters()
        /// The changes that this process has committed and that no reading had yet, in their order.
        var own: [OwnChange] = []
        /// What is added to the server's numbers of changes.
        var offset: UInt64 = 0
        var readAt: ContinuousClock.Instant?

        /// Puts a change of this process over what was read.
        mutating func apply(_ change: OwnChange) {
            switch change.what {
            case .entities(let scopes):
                let number = offset &+ UInt64(clamping: change.version)
                for scope in scopes { versions.note(scope.kind, in: scope.account, number: number) }
            case .revoked(let revocation): revocations.insert(revocation)
            case .withdrawn(let target): revocations.remove(target)
            }
        }
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
        state.withLock { state in
            if isAnew {
                state.offset = state.versions.highest == 0 ? 0 : state.versions.highest &+ 1
                state.versions = EntityVersions()
            }
            for change in reading.changes {
                let number = state.offset &+ UInt64(clamping: change.version)
                state.versions.note(change.kind, in: change.account, number: number)
            }
            if let revocations = reading.revocations { state.revocations = revocations }
            state.readAt = instant
            state.counters = reading.counters
            state.own.removeAll { $0.isIncluded(in: reading.counters) }
            for change in state.own { state.apply(change) }
        }
    }

    /// Takes over a change that this process has committed: later calls see it, whether it can be read back or not.
    func note(_ change: OwnChange) {
        state.withLock { state in
            // The word of it may have been faster.
            guard !change.isIncluded(in: state.counters) else { return }
            state.own.append(change)
            state.own.sort { $0.version < $1.version }
            for change in state.own { state.apply(change) }
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
            guard let readAt = state.readAt else {
                return .failure(StoreError(.unavailable, "the database was not read yet"))
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
