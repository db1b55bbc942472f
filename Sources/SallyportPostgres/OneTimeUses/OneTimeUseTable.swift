import Accounts
import Encodings

/// The records of one-time uses.
enum OneTimeUseTable {
    /// How each statement that records uses begins: `mark` raises the mark of time of `$1`, a connection, to `$2`, and `swept` says through
    /// when records are gone.
    static let markAndSwept = """
        mark AS (
            INSERT INTO time_mark (name, origin, instant) VALUES ('highest', $1, $2)
            ON CONFLICT (name, origin) DO UPDATE SET instant = greatest(time_mark.instant, excluded.instant)
        ), swept AS (
            SELECT max(instant) AS instant FROM time_mark WHERE name = 'swept through'
        )
        """

    /// Adds the rows of those attempts that end after what was swept, and raises this connection's mark of time; one statement,
    /// and so one transaction.
    ///
    /// Rows are added in the order of their keys: two statements with the same keys then wait for one another in one direction
    /// alone. Which were in the way is not asked here: one that was committed meanwhile is not in the statement's snapshot.
    static func record(_ attempts: [UseAttempt], origin: [UInt8]) -> SQLStatement {
        let highest = attempts.map(\.usedAt).max() ?? Timestamp(milliseconds: 0)
        return SQLStatement(
            """
            WITH \(markAndSwept), asked AS (
                SELECT * FROM unnest($3::bigint[], $4::bytea[], $5::bytea[], $6::bigint[], $7::bigint[])
                AS attempt (bucket, key, owner, used_at, keep_until)
            ), added AS (
                INSERT INTO one_time_use (bucket, key, owner, used_at, keep_until)
                SELECT bucket, key, owner, used_at, keep_until FROM asked, swept
                WHERE swept.instant IS NULL OR keep_until > swept.instant
                ORDER BY bucket, key
                ON CONFLICT (bucket, key) DO NOTHING
                RETURNING owner
            )
            SELECT swept.instant, added.owner FROM swept LEFT JOIN added ON true
            """,
            [
                .bytes(origin), .integer(highest.milliseconds), .list(attempts.map(\.bucket)),
                .list(attempts.map(\.key)), .list(attempts.map(\.owner)), .list(attempts.map(\.usedAt.milliseconds)),
                .list(attempts.map(\.keepUntil.milliseconds)),
            ])
    }

    /// What `record` answered.
    static func recorded(_ rows: [PostgresRow]) throws(StoreError) -> RedemptionRound.Recorded {
        var recorded = RedemptionRound.Recorded(sweptThrough: nil, owners: [])
        for row in rows {
            recorded.sweptThrough = try row.optionalInteger(0).map(Timestamp.init(milliseconds:))
            if let owner = try row.optionalBytes(1) { recorded.owners.insert(owner) }
        }
        return recorded
    }

    /// Asks for the records with the attempts' keys.
    static func find(_ attempts: [UseAttempt]) -> SQLStatement {
        SQLStatement(
            """
            SELECT asked.owner, found.owner, found.used_at
            FROM unnest($1::bigint[], $2::bytea[], $3::bytea[]) AS asked (bucket, key, owner)
            JOIN one_time_use AS found ON found.bucket = asked.bucket AND found.key = asked.key
            """,
            [
                .list(attempts.map(\.bucket)), .list(attempts.map(\.key)), .list(attempts.map(\.owner)),
            ])
    }

    /// At most `limit` records that were not swept, by key.
    static func page(after: [UInt8], limit: Int) -> SQLStatement {
        SQLStatement(
            """
            SELECT key, used_at, keep_until FROM one_time_use
            WHERE key > $1 AND keep_until > coalesce(
                (SELECT max(instant) FROM time_mark WHERE name = 'swept through'), keep_until - 1)
            ORDER BY key LIMIT $2
            """, [.bytes(after), .integer(Int64(clamping: limit))])
    }

    /// What `page` answered.
    static func kept(_ row: PostgresRow) throws(StoreError) -> KeptUse {
        KeptUse(
            key: try row.bytes(0), usedAt: Timestamp(milliseconds: try row.integer(1)),
            keepUntil: Timestamp(milliseconds: try row.integer(2)))
    }

    /// What `find` answered.
    static func found(_ rows: [PostgresRow]) throws(StoreError) -> [RedemptionRound.Found] {
        var found: [RedemptionRound.Found] = []
        for row in rows {
            found.append(
                .init(
                    asked: try row.bytes(0), owner: try row.bytes(1),
                    usedAt: Timestamp(milliseconds: try row.integer(2))))
        }
        return found
    }
}
