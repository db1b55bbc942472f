import Accounts
import GRDB
import Synchronization

/// Group commit: whoever writes while a transaction is being committed shares the next one.
///
/// With `synchronous = FULL` a transaction waits for the disk, which takes milliseconds whatever it holds. So the rate
/// of writes grows with the number of callers, while a lone caller waits no longer than for a transaction of its own.
final class GroupCommitter: Sendable {
    /// A write that waits.
    ///
    /// `run` gives what is to be done once the transaction is committed.
    private struct Entry: Sendable {
        let run: @Sendable (WriteBatch) throws -> @Sendable () -> Void
        let fail: @Sendable (StoreError) -> Void
    }

    private struct State {
        var waiting: [Entry] = []
        var isScheduled = false
    }

    /// Writes in one transaction at most; bounds the time that a single one waits.
    static let largestBatch = 512
    /// Writes that wait at most.
    static let mostWaiting = 65_536

    private let pool: DatabasePool
    private let files: DatabaseFiles
    private let state = Mutex(State())

    init(_ pool: DatabasePool, _ files: DatabaseFiles) {
        self.pool = pool
        self.files = files
    }

    /// Runs `body` in the next transaction and gives its value when that is committed.
    ///
    /// - Throws: what `body` threw, or why the transaction could not be committed; nothing is written then. If too many
    ///   writes are waiting, `StoreError` with code `unavailable` at once.
    func commit<Value: Sendable>(
        _ body: @escaping @Sendable (WriteBatch) throws -> Value
    ) async throws(StoreError) -> Value {
        let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
            enqueue(
                Entry(
                    run: { batch in
                        let value = try body(batch)
                        return { continuation.resume(returning: .success(value)) }
                    },
                    fail: { continuation.resume(returning: .failure($0)) }))
        }
        return try result.get()
    }

    private func enqueue(_ entry: Entry) {
        enum Action { case refuse, wait, schedule }
        let action: Action = state.withLock { state in
            guard state.waiting.count < Self.mostWaiting else { return .refuse }
            state.waiting.append(entry)
            if state.isScheduled { return .wait }
            state.isScheduled = true
            return .schedule
        }
        switch action {
        case .refuse: entry.fail(StoreError(.unavailable, "\(Self.mostWaiting) writes are waiting"))
        case .wait: break
        case .schedule: schedule()
        }
    }

    private func schedule() {
        pool.asyncWriteWithoutTransaction { db in
            self.commit(self.takeBatch(), on: db)
            if self.hasMore() { self.schedule() }
        }
    }

    private func takeBatch() -> [Entry] {
        state.withLock { state in
            let batch = Array(state.waiting.prefix(Self.largestBatch))
            state.waiting.removeFirst(batch.count)
            return batch
        }
    }

    private func hasMore() -> Bool {
        state.withLock { state in
            state.isScheduled = !state.waiting.isEmpty
            return state.isScheduled
        }
    }

    private func commit(_ entries: [Entry], on db: Database) {
        do {
            for deliver in try transaction(entries, on: db) { deliver() }
        } catch {
            // A write that cannot be executed must not take the others down: then each has a transaction of its own.
            if entries.count > 1, Self.isOfEntry(error) {
                for entry in entries { commit([entry], on: db) }
            } else {
                let failure = StoreError(error)
                for entry in entries { entry.fail(failure) }
            }
        }
    }

    private func transaction(_ entries: [Entry], on db: Database) throws -> [@Sendable () -> Void] {
        let batch = WriteBatch(db)
        var deliveries: [@Sendable () -> Void] = []
        try db.inTransaction(.immediate) {
            deliveries = try entries.map { try $0.run(batch) }
            try batch.finish()
            return .commit
        }
        // What was committed to files that nobody will find must not be answered.
        try files.check()
        batch.committed()
        return deliveries
    }

    /// Whether a failure is that of one write, rather than of the disk or the whole database.
    private static func isOfEntry(_ error: any Error) -> Bool {
        switch error {
        case let error as DatabaseError: error.isOfStatement
        case let error as StoreError: error.code != .gone
        default: true
        }
    }
}
