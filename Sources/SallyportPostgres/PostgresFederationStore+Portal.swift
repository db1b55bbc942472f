public import Accounts
public import Encodings

extension PostgresFederationStore {
    /// How long what knows its own row is tried again after its answer was lost.
    private static let portalPatience = Duration.seconds(3)
    /// Sessions that are removed in one transaction.
    private static let portalStep = 250

    /// Begins a portal session, together with the use of what it comes of.
    public func begin(
        _ session: KeptPortalSession, using use: OneTimeUse?, limits: PortalSessionLimits
    ) async throws(StoreError) -> PortalSessionBeginning {
        let attempt = PortalSessionAttempt(session, using: use, limits: limits, random: random)
        let counts = !portalRoom.take()
        let (beginning, count): (PortalSessionBeginning, Int?)
        do {
            var isAgain = false
            (beginning, count) = try await pool.run(patience: Self.portalPatience) { connection in
                defer { isAgain = true }
                return try await Self.carryOut(attempt, counts: counts, isAgain: isAgain, connection)
            }
        } catch {
            throw StoreError(anyOf: error)
        }
        if let count { portalRoom.found(limits.all - count) }
        return beginning
    }

    /// What becomes of an attempt over one connection, and how many sessions there were when they were counted.
    ///
    /// - Parameter isAgain: whether it was sent before and the answer was lost.
    static func carryOut(
        _ attempt: PortalSessionAttempt, counts: Bool, isAgain: Bool, _ connection: PostgresConnection
    ) async throws -> (PortalSessionBeginning, count: Int?) {
        let statement = attempt.statement(counts: counts, isAgain: isAgain)
        let rows: [PostgresRow]
        do throws(PostgresFailure) {
            rows = try await connection.run(statement)
        } catch {
            guard error.kind == .missingTable, let bucket = attempt.use?.bucket else { throw error }
            try await connection.transaction { try UsePartitions.make([bucket], $0) }
            rows = try await connection.run(statement)
        }
        let answer = try PortalSessionAttempt.answer(rows)
        if answer.isBegun { return (.begun, answer.count) }
        // One that was committed meanwhile is not in the statement's snapshot.
        if isAgain, try await !connection.run(PortalSessionTable.sealed(attempt.session.id)).isEmpty {
            return (.begun, answer.count)
        }
        return (attempt.refusal(answer), answer.count)
    }

    /// What a portal session gives, sealed.
    public func sealedPortalSession(_ id: [UInt8]) async throws(StoreError) -> [UInt8]? {
        try await run(patience: Self.portalPatience) { connection in
            try await connection.run(PortalSessionTable.sealed(id)).first?.bytes(0)
        }
    }

    /// Ends a portal session, with its programs unless another takes its place.
    public func endPortalSession(_ id: [UInt8], inFavourOf successor: [UInt8]?) async throws(StoreError) {
        try await run(patience: Self.portalPatience) { connection in
            try await connection.transaction { try PortalSessionTable.end(id, inFavourOf: successor, $0) }
        }
    }

    /// Ends portal sessions of a subject; gives their number.
    @discardableResult
    public func endPortalSessions(
        of subject: [UInt8], sessionIndexes: Set<[UInt8]>
    ) async throws(StoreError) -> Int {
        try await run(patience: Self.portalPatience) { connection in
            try await connection.transaction {
                try PortalSessionTable.end(of: subject, sessionIndexes: sessionIndexes, $0)
            }
        }
    }

    /// Forgets the portal sessions that are over, in steps; gives their number.
    @discardableResult
    public func forgetPortalSessions(overAt instant: Timestamp) async throws(StoreError) -> Int {
        var removed = 0
        while true {
            let step = try await run { connection in
                try await connection.run(PortalSessionTable.remove(overAt: instant, limit: Self.portalStep)).count
            }
            removed += step
            if step < Self.portalStep { return removed }
        }
    }
}
