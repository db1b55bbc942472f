import Encodings

@testable import SallyportPostgres

/// A server with a standby, in memory: each commit is an entry of a log, and is answered when the standby has it.
///
/// It is as unkind as PostgreSQL may be: what was committed and is not with the standby is seen after a restart, and gone after
/// a fail-over.
struct SimulatedDatabase {
    /// What one transaction wrote.
    private struct Entry {
        var rows: [UseAttempt] = []
        var made: Set<Int64> = []
        var dropped: Set<Int64> = []
        var sweptThrough: Timestamp?
    }

    /// What a statement comes to.
    enum Answer {
        case recorded(RedemptionRound.Recorded)
        case found([RedemptionRound.Found])
        case made
        case failed(PostgresFailure)
        /// It waits for another transaction.
        case blocked
    }

    /// A way in which it, or the statement, does not keep a promise, for the simulation to notice.
    enum Fault {
        /// Commits are answered before the standby has them.
        case answersEarly
        /// A statement that adds no row writes nothing, and so waits for nothing.
        case skipsEmptyCommits
    }

    let fault: Fault?
    private var log: [Entry] = []
    /// Entries that the standby has.
    private var replicated = 0
    /// Entries that are seen though the standby may lack them: a restart ended all waiting.
    private var seenAfterRestart = 0

    /// The number of the commit that the last statement made; 0 when it made none.
    private(set) var position = 0

    init(fault: Fault?) { self.fault = fault }

    /// Whether the commit with this number may be answered.
    func mayAnswer(_ position: Int) -> Bool { fault == .answersEarly || position <= replicated }

    /// The standby gets one more.
    mutating func replicate() { replicated = min(replicated + 1, log.count) }

    /// It dies and comes up again, with all that it wrote.
    mutating func restart() { seenAfterRestart = log.count }

    /// It dies, and the standby takes its place.
    mutating func failOver() {
        log.removeLast(log.count - replicated)
        seenAfterRestart = log.count
    }

    private var seen: ArraySlice<Entry> { log.prefix(max(replicated, seenAfterRestart)) }

    private func tables(_ entries: some Sequence<Entry>) -> Set<Int64> {
        entries.reduce(into: []) { $0 = $0.subtracting($1.dropped).union($1.made) }
    }

    private func rows(_ entries: some Sequence<Entry>) -> [UseAttempt] {
        entries.reduce(into: []) { rows, entry in
            rows.removeAll { entry.dropped.contains($0.bucket) }
            rows += entry.rows
        }
    }

    /// The owners of all rows of a key.
    func owners(of key: [UInt8]) -> [[UInt8]] { rows(log).filter { $0.key == key }.map(\.owner) }

    /// Up to when records were swept.
    var sweptThrough: Timestamp? { seen.compactMap(\.sweptThrough).max() }

    mutating func run(_ step: RedemptionRound.Step) -> Answer {
        position = 0
        return switch step {
        case .record(let attempts): record(attempts)
        case .makeTables(let buckets): make(buckets)
        case .find(let attempts): find(attempts)
        case .done: .made
        }
    }

    private mutating func record(_ attempts: [UseAttempt]) -> Answer {
        let swept = sweptThrough
        var entry = Entry()
        for attempt in attempts where swept.map({ attempt.keepUntil > $0 }) ?? true {
            guard tables(log).contains(attempt.bucket) else {
                return .failed(PostgresFailure(state: "23514", message: "no partition"))
            }
            let unseen = rows(log[seen.endIndex...])
            if unseen.contains(where: { $0.key == attempt.key }) { return .blocked }
            if !(rows(log) + entry.rows).contains(where: { $0.key == attempt.key }) { entry.rows.append(attempt) }
        }
        if fault != .skipsEmptyCommits || !entry.rows.isEmpty { append(entry) }
        return .recorded(.init(sweptThrough: swept, owners: Set(entry.rows.map(\.owner))))
    }

    private mutating func make(_ buckets: Set<Int64>) -> Answer {
        guard !isLocked else { return .blocked }
        let swept = sweptThrough
        let wanted = buckets.subtracting(tables(log)).filter { bucket in
            swept.map { !UsePartitions.isSwept(bucket, through: $0) } ?? true
        }
        append(Entry(made: wanted))
        return .made
    }

    private mutating func append(_ entry: Entry) {
        log.append(entry)
        position = log.count
    }

    /// Whether somebody holds the lock of the tables: whoever made some, or swept, and is not committed yet.
    private var isLocked: Bool {
        log[seen.endIndex...].contains { $0.sweptThrough != nil || !$0.made.isEmpty }
    }

    private func find(_ attempts: [UseAttempt]) -> Answer {
        let rows = rows(seen)
        return .found(
            attempts.flatMap { attempt in
                rows.filter { $0.key == attempt.key }.map {
                    RedemptionRound.Found(asked: attempt.owner, owner: $0.owner, usedAt: $0.usedAt)
                }
            })
    }

    /// Sweeps up to an instant, and drops the tables of hours that are over.
    mutating func sweep(through instant: Timestamp) {
        guard !isLocked else { return }
        let swept = max(sweptThrough ?? instant, instant)
        log.append(Entry(sweptThrough: swept))
        // Dropping is a transaction of its own, which begins when the mark is committed: in this world, at once.
        replicated = log.count
        let over = tables(log).filter { UsePartitions.isSwept($0, through: swept) }
        if !over.isEmpty { log.append(Entry(dropped: over)) }
    }
}
