import Accounts
import Encodings

/// One attempt to begin a portal session, as it is sent to the server: perhaps more than once, always with the same id, which is random.
///
/// One statement records the use, adds the row and lets older ones go. As each that records a use does, it writes a mark of time: so its
/// commit waits for the standbys, also when it adds nothing.
struct PortalSessionAttempt: Sendable {
    /// What the statement answered.
    struct Answer: Hashable, Sendable {
        /// Whether the use was recorded, or the session that it was allowed from is there.
        let isAllowed: Bool
        let isBegun: Bool
        /// How many sessions there were, when they were counted.
        let count: Int?
    }

    let session: KeptPortalSession
    let use: UseAttempt?
    let limits: PortalSessionLimits

    init(
        _ session: KeptPortalSession, using use: OneTimeUse?, limits: PortalSessionLimits, random: any RandomSource
    ) {
        self.session = session
        self.use = use.map { UseAttempt($0, at: session.createdAt, random: random) }
        self.limits = limits
    }

    /// What became of it, when the session is not there.
    func refusal(_ answer: Answer) -> PortalSessionBeginning {
        if answer.isAllowed { return .full }
        return use == nil ? .parentUnknown : .usedAlready
    }

    static func answer(_ rows: [PostgresRow]) throws(StoreError) -> Answer {
        guard let row = rows.first else { throw StoreError(.corrupt, "a portal session without an answer") }
        return Answer(
            isAllowed: try row.boolean(0), isBegun: try row.boolean(1),
            count: try row.optionalInteger(2).map(Int.init(clamping:)))
    }

    /// Where another gives way there are no more than before, and so room.
    ///
    /// - Parameters:
    ///   - counts: whether all sessions are counted first.
    ///   - isAgain: whether an answer was lost, so that the row may be there.
    func statement(counts: Bool, isAgain: Bool) -> SQLStatement {
        let counting = counts ? "SELECT count(*) AS number FROM portal_session" : "SELECT NULL::bigint AS number"
        let sort = session.begunBy == nil ? "IS NULL" : "IS NOT NULL"
        let common =
            PortalSessionTable.values(session) + [
                .integer(Int64(clamping: limits.subject - 1)), .integer(Int64(clamping: limits.all)),
            ]
        let (allowed, values) = permission(after: common.count)
        return SQLStatement(
            """
            WITH mark AS (
                INSERT INTO time_mark (name, origin, instant)
                VALUES ('highest', int4send(pg_backend_pid()), $5::bigint)
                ON CONFLICT (name, origin) DO UPDATE SET instant = greatest(time_mark.instant, excluded.instant)
            ), allowed AS (
                \(allowed)
            ), counted AS (
                \(counting)
            ), oldest AS (
                SELECT id FROM portal_session WHERE subject = $2::bytea AND begun_by \(sort)
                ORDER BY created_at DESC, id OFFSET $8::bigint
            ), begun AS (
                INSERT INTO portal_session (id, subject, session_index, begun_by, created_at, expires_at, sealed)
                SELECT $1::bytea, $2::bytea, $3::bytea, $4::bytea, $5::bigint, $6::bigint, $7::bytea
                FROM allowed, counted
                WHERE number IS NULL OR number < $9::bigint OR EXISTS (SELECT 1 FROM oldest)
                \(isAgain ? "ON CONFLICT (id) DO NOTHING" : "")
                RETURNING id
            ), given_way AS (
                DELETE FROM portal_session WHERE id IN (SELECT id FROM oldest) AND EXISTS (SELECT 1 FROM begun)
            )
            SELECT EXISTS (SELECT 1 FROM allowed), EXISTS (SELECT 1 FROM begun), number FROM counted
            """, common + values)
    }

    /// What gives one row when the session may begin: the use that is recorded, or the session that it was allowed from, whose row is held
    /// so that it is not ended meanwhile.
    private func permission(after count: Int) -> (query: String, values: [SQLValue]) {
        if let use {
            let (bucket, key, owner, end) = (count + 1, count + 2, count + 3, count + 4)
            return (
                """
                INSERT INTO one_time_use (bucket, key, owner, used_at, keep_until)
                    SELECT $\(bucket)::bigint, $\(key)::bytea, $\(owner)::bytea, $5::bigint, $\(end)::bigint
                    FROM (SELECT max(instant) AS instant FROM time_mark WHERE name = 'swept through') AS swept
                    WHERE swept.instant IS NULL OR $\(end)::bigint > swept.instant
                    ON CONFLICT (bucket, key) DO NOTHING
                    RETURNING true
                """,
                [.integer(use.bucket), .bytes(use.key), .bytes(use.owner), .integer(use.keepUntil.milliseconds)]
            )
        }
        return session.begunBy == nil
            ? ("SELECT true", []) : ("SELECT true FROM portal_session WHERE id = $4::bytea FOR SHARE", [])
    }
}
