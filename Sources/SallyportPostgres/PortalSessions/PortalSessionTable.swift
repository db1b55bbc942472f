import Accounts
import Encodings

/// The portal sessions, one row for each.
enum PortalSessionTable {
    private static let columns = "id, subject, session_index, begun_by, created_at, expires_at, sealed"

    /// How many columns a row has.
    static let columnCount = 7

    /// What a session gives.
    static func sealed(_ id: [UInt8]) -> SQLStatement {
        SQLStatement("SELECT sealed FROM portal_session WHERE id = $1", [.bytes(id)])
    }

    /// At most `limit`, by id.
    static func page(after: [UInt8], limit: Int) -> SQLStatement {
        SQLStatement(
            "SELECT \(columns) FROM portal_session WHERE id > $1 ORDER BY id LIMIT $2",
            [.bytes(after), .integer(Int64(clamping: limit))])
    }

    /// What `page` answered.
    static func session(_ row: PostgresRow) throws(StoreError) -> KeptPortalSession {
        KeptPortalSession(
            id: try row.bytes(0), subject: try row.bytes(1), sessionIndex: try row.optionalBytes(2),
            begunBy: try row.optionalBytes(3), createdAt: Timestamp(milliseconds: try row.integer(4)),
            expiresAt: Timestamp(milliseconds: try row.integer(5)), sealed: try row.bytes(6))
    }

    /// Adds a row, unless its id is there.
    static func keep(_ session: KeptPortalSession) -> SQLStatement {
        SQLStatement(
            "INSERT INTO portal_session (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
            values(session))
    }

    /// The values of a row, in the order of its columns.
    static func values(_ session: KeptPortalSession) -> [SQLValue] {
        [
            .bytes(session.id), .bytes(session.subject), session.sessionIndex.map(SQLValue.bytes) ?? .null,
            session.begunBy.map(SQLValue.bytes) ?? .null, .integer(session.createdAt.milliseconds),
            .integer(session.expiresAt.milliseconds), .bytes(session.sealed),
        ]
    }

    // MARK: Ending

    /// Ends one, with its programs unless another takes its place.
    ///
    /// First it is gone, and then it is seen who is its program: one that begins meanwhile waits for its row, and so either is seen or
    /// begins no more.
    ///
    /// - Parameter handle: of a transaction.
    static func end(_ id: [UInt8], inFavourOf successor: [UInt8]?, _ handle: ConnectionHandle) throws {
        let ended = try handle.run(
            SQLStatement("DELETE FROM portal_session WHERE id = $1 RETURNING subject", [.bytes(id)]))
        guard let subject = try ended.first?.bytes(0) else { return }
        if let successor {
            try handle.run(
                SQLStatement(
                    "UPDATE portal_session SET begun_by = $3 WHERE subject = $1 AND begun_by = $2",
                    [.bytes(subject), .bytes(id), .bytes(successor)]))
        } else {
            try handle.run(
                SQLStatement(
                    "DELETE FROM portal_session WHERE subject = $1 AND begun_by = $2", [.bytes(subject), .bytes(id)]))
        }
    }

    /// Ends those of a subject and of these sessions at the identity provider; gives their number.
    ///
    /// - Parameter handle: of a transaction.
    static func end(
        of subject: [UInt8], sessionIndexes: Set<[UInt8]>, _ handle: ConnectionHandle
    ) throws -> Int {
        let statement = SQLStatement(
            """
            DELETE FROM portal_session WHERE subject = $1
            AND (cardinality($2::bytea[]) = 0 OR session_index IS NULL OR session_index = ANY ($2::bytea[]))
            RETURNING id
            """, [.bytes(subject), .list(sessionIndexes)])
        // Once more for the programs that began meanwhile, of sessions that are gone now.
        return try handle.run(statement).count + handle.run(statement).count
    }

    /// Removes at most `limit` that are over at `instant`; what another broker is removing stays to it.
    static func remove(overAt instant: Timestamp, limit: Int) -> SQLStatement {
        SQLStatement(
            """
            DELETE FROM portal_session WHERE id IN (
                SELECT id FROM portal_session WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
            ) RETURNING id
            """, [.integer(instant.milliseconds), .integer(Int64(clamping: limit))])
    }
}
