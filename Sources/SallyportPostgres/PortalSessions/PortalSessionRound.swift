import Accounts
import Encodings

/// What one connection does with the portal sessions that wait to begin.
///
/// One statement records their uses, adds the rows and lets older ones go. As each that records a use does, it writes the mark of time: so
/// its commit waits for the standbys, also when it adds nothing. An answer that was lost decides nothing: the same rows are sent again, and a
/// session whose row is there has begun.
struct PortalSessionRound: RecordingRound {
    /// What is to be done next.
    enum Step: Hashable, Sendable {
        /// Add the rows; `isAgain` once they may be there.
        case begin([PortalSessionAttempt], isAgain: Bool)
        /// Make the tables of these hours, unless they were swept.
        case makeTables(Set<Int64>)
        /// Look which of these are there all the same.
        case find([PortalSessionAttempt])
        /// All is known.
        case done
    }

    /// What the database answers to a step.
    enum Answer: Sendable {
        case sessions([AnswerOfSession])
        case madeTables
        case found(Set<[UInt8]>)
        case nothing
    }

    /// What the statement that begins answers of a session.
    struct AnswerOfSession: Hashable, Sendable {
        let id: [UInt8]
        /// Whether the use was recorded, or the session that it was allowed from is there.
        let isAllowed: Bool
        let isBegun: Bool
        /// How many sessions there were, when they were counted.
        let count: Int?
    }

    private(set) var outcomes: [Result<PortalSessionBeginning, StoreError>?]
    private(set) var step: Step
    private let attempts: [PortalSessionAttempt]
    private let room: PortalSessionRoom
    /// Whether all sessions are counted first.
    private let counts: Bool
    private var isAgain = false
    /// Whether one statement of several failed for one of them: each gets its own then.
    private var isOneByOne = false
    private let places: [[UInt8]: Int]
    private var answers: [[UInt8]: AnswerOfSession] = [:]

    /// Begins; of several with one id the first counts.
    init(_ attempts: [PortalSessionAttempt], _ room: PortalSessionRoom) {
        self.attempts = attempts
        self.room = room
        places = Dictionary(attempts.enumerated().map { ($1.session.id, $0) }) { first, _ in first }
        outcomes = []
        for (index, attempt) in attempts.enumerated() {
            let isFirst = places[attempt.session.id] == index
            outcomes.append(isFirst ? nil : .failure(StoreError(.conflict, "two portal sessions have one id")))
        }
        counts = !attempts.isEmpty && !room.take(attempts.count)
        step = .done
        begin()
    }

    var isDone: Bool { step == .done }

    func ask(_ connection: PostgresConnection, origin: [UInt8]) async throws -> Answer {
        switch step {
        case .begin(let attempts, let isAgain):
            let rows = try await connection.run(
                PortalSessionTable.begin(attempts, counts: counts, isAgain: isAgain, origin: origin))
            return .sessions(try rows.map(PortalSessionTable.answer))
        case .makeTables(let buckets):
            try await UsePartitions.make(buckets, over: connection)
            return .madeTables
        case .find(let attempts):
            let rows = try await connection.run(PortalSessionTable.ids(among: attempts.map(\.session.id)))
            return .found(Set(try rows.map { row throws(StoreError) in try row.bytes(0) }))
        case .done: return .nothing
        }
    }

    mutating func take(_ answer: Answer) {
        switch answer {
        case .sessions(let sessions): answered(sessions)
        case .madeTables: begin()
        case .found(let ids): found(ids)
        case .nothing: break
        }
    }

    private var undecided: [PortalSessionAttempt] { zip(attempts, outcomes).filter { $0.1 == nil }.map(\.0) }

    /// The statement is committed.
    mutating func answered(_ answers: [AnswerOfSession]) {
        guard case .begin(let asked, _) = step else { return }
        for answer in answers { self.answers[answer.id] = answer }
        if let count = answers.first?.count, let most = attempts.first?.limits.all { room.found(most - count) }
        var unclear: [PortalSessionAttempt] = []
        for attempt in asked {
            guard let answer = self.answers[attempt.session.id] else {
                decide(attempt, .failure(StoreError(.corrupt, "a portal session without an answer")))
                continue
            }
            if answer.isBegun {
                decide(attempt, .success(.begun))
            } else if isAgain {
                // One that was committed meanwhile is not in the statement's snapshot.
                unclear.append(attempt)
            } else {
                decide(attempt, .success(attempt.refusal(answer)))
            }
        }
        if unclear.isEmpty { begin() } else { step = .find(unclear) }
    }

    /// These are there.
    mutating func found(_ ids: Set<[UInt8]>) {
        guard case .find(let asked) = step else { return }
        for attempt in asked {
            guard let answer = answers[attempt.session.id] else { continue }
            decide(attempt, .success(ids.contains(answer.id) ? .begun : attempt.refusal(answer)))
        }
        begin()
    }

    mutating func failed(_ failure: PostgresFailure, canRetry: Bool) {
        let buckets = Set(undecided.compactMap(\.use?.bucket))
        switch failure.kind {
        case .missingTable where canRetry && step != .makeTables(buckets) && !buckets.isEmpty:
            step = .makeTables(buckets)
        case .lost, .rolledBack, .missingTable, .lockTimeout:
            guard canRetry else { return fail(undecided, failure) }
            isAgain = isAgain || failure.kind == .lost
            begin()
        case .constraint, .full, .other:
            guard canRetry, case .begin(let asked, _) = step else { return fail(undecided, failure) }
            guard asked.count > 1 else { return fail(asked, failure) }
            isOneByOne = true
            begin()
        }
    }

    private mutating func fail(_ failed: [PortalSessionAttempt], _ failure: PostgresFailure) {
        for attempt in failed { decide(attempt, .failure(StoreError(failure))) }
        begin()
    }

    private mutating func decide(
        _ attempt: PortalSessionAttempt, _ outcome: Result<PortalSessionBeginning, StoreError>
    ) {
        guard let index = places[attempt.session.id] else { return }
        outcomes[index] = outcome
    }

    /// Goes on with those that are not decided.
    private mutating func begin() {
        let next = isOneByOne ? Array(undecided.prefix(1)) : undecided
        step = next.isEmpty ? .done : .begin(next, isAgain: isAgain)
    }
}

extension PortalSessionAttempt {
    /// What became of it, when the session is not there.
    fileprivate func refusal(_ answer: PortalSessionRound.AnswerOfSession) -> PortalSessionBeginning {
        if answer.isAllowed { return .full }
        return use == nil ? .parentUnknown : .usedAlready
    }
}
