import Accounts
import Encodings
import Foundation
import GRDB

/// The records of one-time uses.
enum OneTimeUseTable {
    static func redeem(_ use: OneTimeUse, at instant: Timestamp, in batch: WriteBatch) throws -> Redemption {
        try batch.see(instant)
        let key = Data(use.key.bytes)
        if let sweptThrough = try batch.marks().sweptThrough, use.keepUntil <= sweptThrough {
            if let usedAt = try usedAt(key, batch.db) { return .alreadyUsed(at: usedAt) }
            return .forgotten(sweptThrough: sweptThrough)
        }
        let insert = try batch.db.cachedStatement(
            sql: "INSERT INTO one_time_use (key, used_at, keep_until) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING")
        try insert.execute(arguments: [key, instant.milliseconds, use.keepUntil.milliseconds])
        if batch.db.changesCount == 1 { return .recorded }
        guard let usedAt = try usedAt(key, batch.db) else {
            throw StoreError(.corrupt, "a record is neither there nor can it be added")
        }
        return .alreadyUsed(at: usedAt)
    }

    /// Removes at most `limit` records that were to be kept until `instant` or less; gives their number.
    static func remove(keptUntil instant: Timestamp, limit: Int, _ db: Database) throws -> Int {
        let statement = try db.cachedStatement(
            sql: """
                DELETE FROM one_time_use
                WHERE key IN (SELECT key FROM one_time_use WHERE keep_until <= ? ORDER BY keep_until LIMIT ?)
                """)
        try statement.execute(arguments: [instant.milliseconds, limit])
        return db.changesCount
    }

    private static func usedAt(_ key: Data, _ db: Database) throws -> Timestamp? {
        let statement = try db.cachedStatement(sql: "SELECT used_at FROM one_time_use WHERE key = ?")
        return try Int64.fetchOne(statement, arguments: [key]).map { Timestamp(milliseconds: $0) }
    }
}
