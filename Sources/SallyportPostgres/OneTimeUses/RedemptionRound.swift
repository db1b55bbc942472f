import Accounts
import Encodings

/// What one connection does with the attempts that wait: which statement comes next, after whatever answer.
///
/// A value without clock, connection or chance, so that a simulation can take each way through it.
///
/// Of attempts with one key the first whose row is committed has the thing; the unique key of the table on the server that
/// takes writes decides. An answer that was lost decides nothing: the same rows are sent again, and who finds a row of
/// its own owner was first. Each statement that records also writes the mark of time, so that its commit waits for the
/// standbys whether it adds a row or not: a row that is found is then as durable as one that was added, also when the
/// server had died between writing it and waiting.
struct RedemptionRound: Sendable {
    /// What is to be done next.
    enum Step: Hashable, Sendable {
        /// Add the rows of those that were not swept.
        case record([UseAttempt])
        /// Make the tables of these hours, unless they were swept.
        case makeTables(Set<Int64>)
        /// Look who has the keys of these.
        case find([UseAttempt])
        /// All is known.
        case done
    }

    /// What recording gave.
    struct Recorded: Hashable, Sendable {
        /// Records that end at this instant or before are gone.
        var sweptThrough: Timestamp?
        /// The owners of the rows that were added.
        var owners: Set<[UInt8]>
    }

    /// A record that was found.
    struct Found: Hashable, Sendable {
        /// The owner of the attempt that asked.
        var asked: [UInt8]
        /// The owner of the record.
        var owner: [UInt8]
        var usedAt: Timestamp
    }

    /// Times that rows may be gone again between recording and looking: each is a sweep in between.
    private static let mostRepeats = 3

    /// What is known, in the order in which it was asked.
    private(set) var outcomes: [Result<Redemption, StoreError>?]
    private(set) var step: Step
    private let attempts: [UseAttempt]
    private var indices: [[UInt8]: Int] = [:]
    private var repeats = 0

    /// Begins; owners have to be different.
    init(_ attempts: [UseAttempt]) {
        self.attempts = attempts
        outcomes = Array(repeating: nil, count: attempts.count)
        for (index, attempt) in attempts.enumerated() { indices[attempt.owner] = index }
        step = attempts.isEmpty ? .done : .record(attempts)
    }

    private var undecided: [UseAttempt] { zip(attempts, outcomes).filter { $0.1 == nil }.map(\.0) }

    /// Rows were recorded, and that is committed.
    mutating func recorded(_ answer: Recorded) {
        for attempt in undecided {
            if let swept = answer.sweptThrough, attempt.keepUntil <= swept {
                decide(attempt.owner, .success(.forgotten(sweptThrough: swept)))
            } else if answer.owners.contains(attempt.owner) {
                decide(attempt.owner, .success(.recorded))
            }
        }
        go(to: undecided.isEmpty ? .done : .find(undecided))
    }

    /// Records were looked for, after those that were in the way had been committed.
    mutating func found(_ records: [Found]) {
        for record in records {
            let isOwn = record.owner == record.asked
            decide(record.asked, .success(isOwn ? .recorded : .alreadyUsed(at: record.usedAt)))
        }
        recordAgain()
    }

    /// The tables are there, or were swept.
    mutating func madeTables() { recordAgain() }

    /// The statement failed, or its answer was lost; `canRetry` says whether there is time to try again.
    mutating func failed(_ failure: PostgresFailure, canRetry: Bool) {
        switch failure.kind {
        case .missingTable where step != .makeTables(buckets): go(to: .makeTables(buckets))
        case .lost, .rolledBack, .missingTable, .lockTimeout:
            guard canRetry else { return fail(failure) }
            go(to: undecided.isEmpty ? .done : .record(undecided))
        case .constraint, .full, .other: fail(failure)
        }
    }

    private var buckets: Set<Int64> { Set(undecided.map(\.bucket)) }

    private mutating func recordAgain() {
        guard !undecided.isEmpty else { return go(to: .done) }
        repeats += 1
        guard repeats <= Self.mostRepeats else {
            return fail(
                PostgresFailure(kind: .other, state: "", message: "a record is neither there nor can it be added"))
        }
        go(to: .record(undecided))
    }

    private mutating func go(to next: Step) { step = next }

    private mutating func decide(_ owner: [UInt8], _ outcome: Result<Redemption, StoreError>) {
        guard let index = indices[owner], outcomes.indices.contains(index), outcomes[index] == nil else { return }
        outcomes[index] = outcome
    }

    private mutating func fail(_ failure: PostgresFailure) {
        let error = StoreError(failure)
        for attempt in undecided { decide(attempt.owner, .failure(error)) }
        go(to: .done)
    }
}
