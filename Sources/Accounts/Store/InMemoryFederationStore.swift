public import Encodings
public import Foundation
internal import Synchronization

/// A `FederationStore` in memory, bounded; it forgets everything when the process ends.
///
/// Within the life of a process no assertion is accepted twice. After a restart assertions that are still young are
/// accepted once more, so this store is for tests and development.
public final class InMemoryFederationStore: FederationStore {
    /// Number of one-time uses kept at most.
    public let capacity: Int
    private let state: Mutex<State>

    struct Record {
        let usedAt: Timestamp
        let keepUntil: Timestamp
    }

    struct State {
        var uses: [OneTimeKey: Record] = [:]
        var revocations = RevocationList()
        var highest: Timestamp?
        var sweptThrough: Timestamp?
        var entities = InMemoryEntities()
        var portalSessions = InMemoryPortalSessions()

        mutating func see(_ instant: Timestamp) {
            highest = max(highest ?? instant, instant)
        }

        /// Whether a second has passed since the last sweep: a full store must not be searched at each request.
        var canSweep: Bool {
            guard let highest, let sweptThrough else { return true }
            return highest >= sweptThrough.advanced(bySeconds: 1)
        }

        mutating func sweep() -> Int {
            guard let highest else { return 0 }
            let before = uses.count
            uses = uses.filter { $0.value.keepUntil > highest }
            sweptThrough = highest
            return before - uses.count
        }

        /// Records the first use of a key; fails when there is no room after a sweep.
        mutating func redeem(_ use: OneTimeUse, at now: Timestamp, capacity: Int) -> Result<Redemption, StoreError> {
            see(now)
            if let record = uses[use.key] { return .success(.alreadyUsed(at: record.usedAt)) }
            if uses.count >= capacity, canSweep { _ = sweep() }
            if let swept = sweptThrough, use.keepUntil <= swept { return .success(.forgotten(sweptThrough: swept)) }
            guard uses.count < capacity else {
                return .failure(StoreError(.full, "\(capacity) one-time uses are kept and none has expired"))
            }
            uses[use.key] = Record(usedAt: now, keepUntil: use.keepUntil)
            return .success(.recorded)
        }
    }

    /// Makes an empty store for at most `capacity` one-time uses (about 100 bytes each).
    public init(capacity: Int = 1_000_000) {
        self.capacity = max(capacity, 1)
        self.state = Mutex(State())
    }

    /// Looks at the state or changes it, while nobody else does.
    func access<Value: Sendable>(_ body: (inout State) -> Value) -> Value { state.withLock { body(&$0) } }

    /// Records the first use of a key; throws `StoreError` with code `full` when there is no room after a sweep.
    public func redeem(_ use: OneTimeUse, at instant: Date) async throws(StoreError) -> Redemption {
        let now = Timestamp(roundingDown: instant)
        return try access { $0.redeem(use, at: now, capacity: capacity) }.get()
    }

    /// Records a revocation.
    public func revoke(_ revocation: Revocation) async throws(StoreError) {
        state.withLock { $0.revocations.insert(revocation) }
    }

    /// Takes a revocation back.
    public func withdrawRevocation(of target: RevocationTarget) async throws(StoreError) {
        state.withLock { $0.revocations.remove(target) }
    }

    /// All revocations as of now.
    public func revocations() async throws(StoreError) -> RevocationList {
        state.withLock { $0.revocations }
    }

    /// Removes expired records; gives their number.
    @discardableResult
    public func sweep(at instant: Date) async throws(StoreError) -> Int {
        state.withLock { state in
            state.see(Timestamp(roundingDown: instant))
            return state.sweep()
        }
    }

    /// The highest instant ever seen.
    public func highestInstant() async throws(StoreError) -> Timestamp? {
        state.withLock { $0.highest }
    }

    /// Runs `body` on a snapshot.
    public func readEntities<Value: Sendable>(
        _ body: @escaping @Sendable (any EntityReader) async throws -> Value
    ) async throws -> Value {
        try await body(state.withLock { $0.entities })
    }

    /// Runs `body` on a copy that replaces the entities when it returns, and again when somebody else was sooner.
    public func writeEntities<Value: Sendable>(
        _ body: @escaping @Sendable (any EntityWriter) async throws -> Value
    ) async throws -> Value {
        while true {
            let entities = state.withLock { $0.entities }
            let transaction = InMemoryTransaction(entities)
            let value = try await body(transaction)
            let isFirst = state.withLock { state in
                guard state.entities.versions.highest == entities.versions.highest else { return false }
                let lastUses = state.entities.lastUses
                state.entities = transaction.entities
                state.entities.lastUses = lastUses
                return true
            }
            if isFirst { return value }
        }
    }

    /// What was changed last.
    public func entityVersions() async throws(StoreError) -> EntityVersions { state.withLock { $0.entities.versions } }

    /// Remembers the last uses.
    public func record(_ uses: [EntityUse]) async throws(StoreError) {
        state.withLock { state in
            for use in uses where state.entities.lastUses[use.uniqueID].map({ $0.instant < use.instant }) ?? true {
                state.entities.lastUses[use.uniqueID] = use
            }
        }
    }
}
