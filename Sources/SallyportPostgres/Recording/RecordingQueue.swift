import Accounts
import Encodings
import Synchronization

/// The one-time uses and portal sessions that wait to be recorded: a connection that is free takes all of them, each kind in one statement.
///
/// While batches are under way, and after one of several, what waits is taken only when it is a crowd or when others have
/// stopped coming: a statement of many costs the brokers and the server little more than a statement of one.
final class RecordingQueue: Sendable {
    /// One that waits for what becomes of its attempt.
    struct Waiting<Attempt: Sendable, Outcome: Sendable>: Sendable {
        let attempt: Attempt
        fileprivate let continuation: CheckedContinuation<Result<Outcome, StoreError>, Never>

        func finish(_ outcome: Result<Outcome, StoreError>) { continuation.resume(returning: outcome) }
    }

    /// One that waits, of either kind.
    enum Entry: Sendable {
        case use(Waiting<UseAttempt, Redemption>)
        case session(Waiting<PortalSessionAttempt, PortalSessionBeginning>)

        var use: Waiting<UseAttempt, Redemption>? { if case .use(let use) = self { use } else { nil } }
        var session: Waiting<PortalSessionAttempt, PortalSessionBeginning>? {
            if case .session(let session) = self { session } else { nil }
        }

        fileprivate func refuse(_ error: StoreError) {
            switch self {
            case .use(let use): use.finish(.failure(error))
            case .session(let session): session.finish(.failure(error))
            }
        }
    }

    private typealias Worker = CheckedContinuation<[Entry]?, Never>

    private struct State {
        var entries: [Entry] = []
        /// Those that are free.
        var workers: [Worker] = []
        /// Batches that were taken and are not finished.
        var underWay = 0
        /// Whether the last batch and what came while it was recorded are several.
        var isBusy = false
        /// Whether somebody comes back for what waits.
        var isGathering = false
        var isClosed = false

        /// A free worker and what it takes now; nil when there is none, or nothing for it yet.
        mutating func handOut(isLongEnough: Bool = false) -> (Worker, [Entry])? {
            guard !entries.isEmpty, !workers.isEmpty else { return nil }
            let isAlone = underWay == 0 && !isBusy
            let isCrowd = entries.count >= max(1, underWay) * RecordingQueue.crowd
            guard isAlone || isCrowd || isLongEnough else { return nil }
            let batch = Array(entries.prefix(RecordingQueue.largestBatch))
            entries.removeFirst(batch.count)
            underWay += 1
            return (workers.removeLast(), batch)
        }
    }

    /// Attempts in one batch at most.
    static let largestBatch = 256
    /// How many have to wait, for each batch under way, before another connection takes them.
    private static let crowd = 48
    /// How many in a batch and behind it after which more are expected.
    private static let several = 3
    /// Fewer are taken when none came for so long, while a connection is free: a statement may wait for another broker's.
    private static let pause = Duration.milliseconds(5)
    /// Pauses after which they are taken although others came in each.
    private static let mostPauses = 4
    /// How many wait at most.
    static let mostWaiting = 65_536

    private let reachability: Reachability
    private let state = Mutex(State())

    init(reachability: Reachability) { self.reachability = reachability }

    /// Has a worker record the attempt to use something, and waits for what became of it.
    ///
    /// - Throws: `StoreError` with code `unavailable` at once when no server can be reached, the store was closed, or too many
    ///   wait.
    func redeem(_ attempt: UseAttempt) async throws(StoreError) -> Redemption {
        try await wait { .use(Waiting(attempt: attempt, continuation: $0)) }
    }

    /// The same for the attempt to begin a portal session.
    func begin(_ attempt: PortalSessionAttempt) async throws(StoreError) -> PortalSessionBeginning {
        try await wait { .session(Waiting(attempt: attempt, continuation: $0)) }
    }

    private func wait<Outcome>(
        _ entry: (CheckedContinuation<Result<Outcome, StoreError>, Never>) -> Entry
    ) async throws(StoreError) -> Outcome {
        if let fault = reachability.fault { throw fault }
        return try await withCheckedContinuation { enqueue(entry($0)) }.get()
    }

    private func enqueue(_ entry: Entry) {
        let refusal: String? = state.withLock { state in
            if state.isClosed { return "the store was closed" }
            guard state.entries.count < Self.mostWaiting else { return "\(Self.mostWaiting) wait to be recorded" }
            state.entries.append(entry)
            return nil
        }
        if let refusal { return entry.refuse(StoreError(.unavailable, refusal)) }
        handOut()
    }

    /// Gives a free worker what waits: now, or in a while when it is too little for now.
    private func handOut(isLongEnough: Bool = false) {
        let (next, gathers) = state.withLock { state -> ((Worker, [Entry])?, Bool) in
            if isLongEnough { state.isGathering = false }
            if let next = state.handOut(isLongEnough: isLongEnough) { return (next, false) }
            guard !state.entries.isEmpty, !state.workers.isEmpty, !state.isGathering else { return (nil, false) }
            state.isGathering = true
            return (nil, true)
        }
        if let (worker, batch) = next { worker.resume(returning: batch) }
        guard gathers else { return }
        Task { await gather() }
    }

    /// Waits for others until none comes, then hands out however many there are.
    private func gather() async {
        var known = 0
        for _ in 0..<Self.mostPauses {
            let waiting = state.withLock { $0.entries.count }
            guard waiting > known else { break }
            known = waiting
            try? await Task.sleep(for: Self.pause)
        }
        handOut(isLongEnough: true)
    }

    /// What waits, as soon as it is worth a statement; nil when the store was closed.
    ///
    /// `finished` has to follow once it is settled.
    func next() async -> [Entry]? {
        await withCheckedContinuation { worker in
            let isClosed = state.withLock { state in
                if !state.isClosed { state.workers.append(worker) }
                return state.isClosed
            }
            if isClosed { return worker.resume(returning: nil) }
            handOut()
        }
    }

    /// A batch that `next` gave is settled.
    func finished(_ batch: [Entry]) {
        state.withLock { state in
            state.underWay -= 1
            state.isBusy = batch.count + state.entries.count >= Self.several
        }
    }

    /// Refuses all that wait when there is no server: they shall not wait for one.
    func refuseIfUnreachable() {
        guard let fault = reachability.fault else { return }
        for entry in takeAll() { entry.refuse(fault) }
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
        for entry in takeAll() { entry.refuse(StoreError(.unavailable, "the store was closed")) }
    }
}
