import Accounts
import Encodings
import Synchronization

/// The uses that wait to be recorded: each connection that is free takes all of them, in one statement.
final class RedemptionQueue: Sendable {
    /// One that waits.
    struct Entry: Sendable {
        let attempt: UseAttempt
        fileprivate let continuation: CheckedContinuation<Result<Redemption, StoreError>, Never>

        func finish(_ outcome: Result<Redemption, StoreError>) { continuation.resume(returning: outcome) }
    }

    private struct State {
        var entries: [Entry] = []
        var workers: [CheckedContinuation<[Entry]?, Never>] = []
        var isClosed = false
    }

    /// Uses in one statement at most.
    static let largestBatch = 256
    /// Uses that wait at most.
    static let mostWaiting = 65_536

    private let reachability: Reachability
    private let state = Mutex(State())

    init(reachability: Reachability) { self.reachability = reachability }

    /// Has a worker record an attempt, and waits for what became of it.
    ///
    /// - Throws: `StoreError` with code `unavailable` at once when no server can be reached, the store was closed, or too many
    ///   wait.
    func redeem(_ attempt: UseAttempt) async throws(StoreError) -> Redemption {
        if let fault = reachability.fault { throw fault }
        let outcome = await withCheckedContinuation { continuation in
            enqueue(Entry(attempt: attempt, continuation: continuation))
        }
        return try outcome.get()
    }

    private func enqueue(_ entry: Entry) {
        enum Action { case wait, hand(CheckedContinuation<[Entry]?, Never>), refuse(String) }
        let action: Action = state.withLock { state in
            if state.isClosed { return .refuse("the store was closed") }
            if let worker = state.workers.popLast() { return .hand(worker) }
            guard state.entries.count < Self.mostWaiting else { return .refuse("\(Self.mostWaiting) uses are waiting") }
            state.entries.append(entry)
            return .wait
        }
        switch action {
        case .wait: break
        case .hand(let worker): worker.resume(returning: [entry])
        case .refuse(let reason): entry.finish(.failure(StoreError(.unavailable, reason)))
        }
    }

    /// What waits, as soon as something does; nil when the store was closed.
    func next() async -> [Entry]? {
        await withCheckedContinuation { continuation in
            let batch: [Entry]?? = state.withLock { state in
                if state.isClosed { return .some(nil) }
                guard !state.entries.isEmpty else {
                    state.workers.append(continuation)
                    return .none
                }
                let batch = Array(state.entries.prefix(Self.largestBatch))
                state.entries.removeFirst(batch.count)
                return .some(batch)
            }
            if let batch { continuation.resume(returning: batch) }
        }
    }

    /// Refuses all that wait when there is no server: they shall not wait for one.
    func refuseIfUnreachable() {
        guard let fault = reachability.fault else { return }
        for entry in takeAll() { entry.finish(.failure(fault)) }
    }

    private func takeAll() -> [Entry] {
        state.withLock { state in
            defer { state.entries = [] }
            return state.entries
        }
    }

    /// Refuses all that wait, and all later ones.
    func close() {
        let workers = state.withLock { state in
            state.isClosed = true
            defer { state.workers = [] }
            return state.workers
        }
        for worker in workers { worker.resume(returning: nil) }
        for entry in takeAll() { entry.finish(.failure(StoreError(.unavailable, "the store was closed"))) }
    }
}
