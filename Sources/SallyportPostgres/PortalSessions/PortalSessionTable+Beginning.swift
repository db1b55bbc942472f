import Accounts
import Encodings

extension PortalSessionTable {
    /// Adds the rows of those sessions that may begin, and lets older ones of their subjects go.
    ///
    /// One statement, and so one transaction, which raises this connection's mark of time. A session may begin when its use is
    /// recorded, or when the session that it was allowed from is there, whose row is held so that it is not ended meanwhile.
    /// Where another gives way there are no more than before, and so room.
    ///
    /// - Parameters:
    ///   - counts: whether all sessions are counted first.
    ///   - isAgain: whether an answer was lost, so that rows may be there.
    static func begin(
        _ attempts: [PortalSessionAttempt], counts: Bool, isAgain: Bool, origin: [UInt8]
    ) -> SQLStatement {
        let counting = counts ? "SELECT count(*) AS number FROM portal_session" : "SELECT NULL::bigint AS number"
        return SQLStatement(
            """
            WITH \(OneTimeUseTable.markAndSwept), asked AS (
                SELECT * FROM unnest(
                    $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bigint[], $8::bigint[], $9::bytea[],
                    $10::bigint[], $11::bytea[], $12::bytea[], $13::bigint[], $14::bigint[], $15::bigint[])
                WITH ORDINALITY AS attempt (
                    id, subject, session_index, begun_by, created_at, expires_at, sealed,
                    bucket, key, owner, keep_until, most_of_subject, most, place)
            ), used AS (
                INSERT INTO one_time_use (bucket, key, owner, used_at, keep_until)
                SELECT bucket, key, owner, created_at, keep_until FROM asked, swept
                WHERE key IS NOT NULL AND (swept.instant IS NULL OR keep_until > swept.instant)
                ORDER BY bucket, key
                ON CONFLICT (bucket, key) DO NOTHING
                RETURNING owner
            ), parent AS (
                SELECT id FROM portal_session WHERE id = ANY (ARRAY(SELECT begun_by FROM asked WHERE key IS NULL))
                ORDER BY id FOR SHARE
            ), allowed AS (
                SELECT id FROM asked WHERE CASE
                    WHEN key IS NOT NULL THEN owner IN (SELECT owner FROM used)
                    ELSE begun_by IS NULL OR begun_by IN (SELECT id FROM parent)
                END
            ), counted AS (
                \(counting)
            ), oldest AS (
                SELECT ranked.id, asked.id AS successor FROM asked JOIN (
                    SELECT id, subject, begun_by IS NULL AS is_browser, row_number() OVER (
                        PARTITION BY subject, begun_by IS NULL ORDER BY created_at DESC, id) AS place
                    FROM portal_session WHERE subject = ANY ($4::bytea[])
                ) AS ranked ON ranked.subject = asked.subject AND ranked.is_browser = (asked.begun_by IS NULL)
                    AND ranked.place >= asked.most_of_subject
            ), begun AS (
                INSERT INTO portal_session (id, subject, session_index, begun_by, created_at, expires_at, sealed)
                SELECT asked.id, subject, session_index, begun_by, created_at, expires_at, sealed
                FROM asked JOIN allowed ON allowed.id = asked.id, counted
                WHERE number IS NULL OR number + place <= most OR asked.id IN (SELECT successor FROM oldest)
                ORDER BY asked.id
                \(isAgain ? "ON CONFLICT (id) DO NOTHING" : "")
                RETURNING id
            ), given_way AS (
                DELETE FROM portal_session WHERE id = ANY (ARRAY(
                    SELECT oldest.id FROM oldest JOIN begun ON begun.id = oldest.successor))
            )
            SELECT asked.id, asked.id IN (SELECT id FROM allowed), asked.id IN (SELECT id FROM begun), number
            FROM asked, counted
            """, values(attempts, origin: origin))
    }

    private static func values(_ attempts: [PortalSessionAttempt], origin: [UInt8]) -> [SQLValue] {
        func list(_ value: (PortalSessionAttempt) -> SQLValue) -> SQLValue { .list(of: attempts.map(value)) }
        let highest = attempts.map(\.session.createdAt).max() ?? Timestamp(milliseconds: 0)
        let rows = attempts.map { values($0.session) }
        let columns = (0..<columnCount).map { column in SQLValue.list(of: rows.map { $0[column] }) }
        return [.bytes(origin), .integer(highest.milliseconds)] + columns + [
            list { $0.use.map { .integer($0.bucket) } ?? .null }, list { $0.use.map { .bytes($0.key) } ?? .null },
            list { $0.use.map { .bytes($0.owner) } ?? .null },
            list { $0.use.map { .integer($0.keepUntil.milliseconds) } ?? .null },
            list { .integer(Int64(clamping: $0.limits.subject)) }, list { .integer(Int64(clamping: $0.limits.all)) },
        ]
    }

    /// What `begin` answered.
    static func answer(_ row: PostgresRow) throws(StoreError) -> PortalSessionRound.AnswerOfSession {
        PortalSessionRound.AnswerOfSession(
            id: try row.bytes(0), isAllowed: try row.boolean(1), isBegun: try row.boolean(2),
            count: try row.optionalInteger(3).map(Int.init(clamping:)))
    }

    /// Which of these are there.
    static func ids(among ids: [[UInt8]]) -> SQLStatement {
        SQLStatement("SELECT id FROM portal_session WHERE id = ANY ($1::bytea[])", [.list(ids)])
    }
}
