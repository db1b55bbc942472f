import Accounts
import Encodings
import Foundation
import GRDB

/// The portal sessions, one row for each.
enum PortalSessionTable {
    private static let columns = "id, subject, session_index, begun_by, created_at, expires_at, sealed"

    // MARK: Beginning

    static func begin(
        _ session: KeptPortalSession, using use: OneTimeUse?, limits: PortalSessionLimits, _ room: PortalSessionRoom,
        in batch: WriteBatch
    ) throws -> PortalSessionBeginning {
        if let parent = session.begunBy, try subject(of: parent, batch.db) == nil { return .parentUnknown }
        if let use, try OneTimeUseTable.redeem(use, at: session.createdAt, in: batch) != .recorded {
            return .usedAlready
        }
        // Where another gives way there are no more than before.
        guard try removeOldest(besides: session, limit: limits.subject, batch.db) || isRoom(room, limits.all, batch.db)
        else { return .full }
        guard try insert(session, batch.db) else { throw StoreError(.conflict, "the id is taken") }
        return .begun
    }

    /// Removes those that a further one takes the place of, the oldest of its sort; false when there are none.
    private static func removeOldest(besides next: KeptPortalSession, limit: Int, _ db: Database) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: """
                DELETE FROM portal_session WHERE number IN (
                    SELECT number FROM portal_session WHERE subject = ? AND (begun_by IS NULL) = ?
                    ORDER BY created_at DESC, number DESC LIMIT -1 OFFSET ?)
                """)
        try statement.execute(arguments: [Data(next.subject), next.begunBy == nil, limit - 1])
        return db.changesCount > 0
    }

    private static func isRoom(_ room: PortalSessionRoom, _ limit: Int, _ db: Database) throws -> Bool {
        if room.take() { return true }
        let statement = try db.cachedStatement(sql: "SELECT count(*) FROM portal_session")
        let free = limit - (try Int.fetchOne(statement) ?? 0)
        room.found(free)
        return free > 0
    }

    /// Adds a row; false when its id is taken.
    @discardableResult
    static func insert(_ session: KeptPortalSession, _ db: Database) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: "INSERT INTO portal_session (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING")
        try statement.execute(arguments: [
            Data(session.id), Data(session.subject), session.sessionIndex.map { Data($0) },
            session.begunBy.map { Data($0) }, session.createdAt.milliseconds, session.expiresAt.milliseconds,
            Data(session.sealed),
        ])
        return db.changesCount == 1
    }

    // MARK: Looking

    static func sealed(_ id: [UInt8], _ db: Database) throws -> [UInt8]? {
        let statement = try db.cachedStatement(sql: "SELECT sealed FROM portal_session WHERE id = ?")
        return try Data.fetchOne(statement, arguments: [Data(id)]).map { Array($0) }
    }

    private static func subject(of id: [UInt8], _ db: Database) throws -> Data? {
        let statement = try db.cachedStatement(sql: "SELECT subject FROM portal_session WHERE id = ?")
        return try Data.fetchOne(statement, arguments: [Data(id)])
    }

    /// At most `limit`, by id.
    static func page(after: [UInt8], limit: Int, _ db: Database) throws -> [KeptPortalSession] {
        let statement = try db.cachedStatement(
            sql: "SELECT \(columns) FROM portal_session WHERE id > ? ORDER BY id LIMIT ?")
        return try Array(Row.fetchCursor(statement, arguments: [Data(after), limit]).map(session))
    }

    private static func session(_ row: Row) -> KeptPortalSession {
        KeptPortalSession(
            id: Array(row[0] as Data), subject: Array(row[1] as Data),
            sessionIndex: (row[2] as Data?).map { Array($0) }, begunBy: (row[3] as Data?).map { Array($0) },
            createdAt: Timestamp(milliseconds: row[4]), expiresAt: Timestamp(milliseconds: row[5]),
            sealed: Array(row[6] as Data))
    }

    // MARK: Ending

    /// Ends one, with its programs unless another takes its place.
    static func end(_ id: [UInt8], inFavourOf successor: [UInt8]?, _ db: Database) throws {
        guard let subject = try subject(of: id, db) else { return }
        // By their subject they are found without an index of their own.
        if let successor {
            try db.cachedStatement(sql: "UPDATE portal_session SET begun_by = ? WHERE subject = ? AND begun_by = ?")
                .execute(arguments: [Data(successor), subject, Data(id)])
        } else {
            try db.cachedStatement(sql: "DELETE FROM portal_session WHERE subject = ? AND begun_by = ?")
                .execute(arguments: [subject, Data(id)])
        }
        try db.cachedStatement(sql: "DELETE FROM portal_session WHERE id = ?").execute(arguments: [Data(id)])
    }

    /// Ends those of a subject and of these sessions at the identity provider; gives their number.
    static func end(of subject: [UInt8], sessionIndexes: Set<[UInt8]>, _ db: Database) throws -> Int {
        let all = try db.cachedStatement(sql: "SELECT number, session_index FROM portal_session WHERE subject = ?")
        let ended = try Row.fetchAll(all, arguments: [Data(subject)]).filter { row in
            sessionIndexes.isEmpty || (row[1] as Data?).map { sessionIndexes.contains(Array($0)) } ?? true
        }
        let delete = try db.cachedStatement(sql: "DELETE FROM portal_session WHERE number = ?")
        for row in ended { try delete.execute(arguments: [row[0] as Int64]) }
        return ended.count
    }

    /// Removes at most `limit` that are over at `instant`; gives their number.
    static func remove(overAt instant: Timestamp, limit: Int, _ db: Database) throws -> Int {
        let statement = try db.cachedStatement(
            sql: """
                DELETE FROM portal_session WHERE number IN (
                    SELECT number FROM portal_session WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)
                """)
        try statement.execute(arguments: [instant.milliseconds, limit])
        return db.changesCount
    }
}
