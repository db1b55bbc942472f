import Accounts
import Encodings
import Foundation
import GRDB

/// The records of one-time uses.
///
/// A million of them are remembered at once: a record has half a digest as key, its end, and by how much the use was before that, and
/// there is no other way to it.
enum OneTimeUseTable {
    static func redeem(_ use: OneTimeUse, at instant: Timestamp, in batch: WriteBatch) throws -> Redemption {
        try batch.see(instant)
        let key = Data(use.key.keptBytes)
        if let sweptThrough = try batch.marks().sweptThrough, use.keepUntil <= sweptThrough {
            if let usedAt = try usedAt(key, batch.db) { return .alreadyUsed(at: usedAt) }
            return .forgotten(sweptThrough: sweptThrough)
        }
        let insert = try batch.db.cachedStatement(
            sql: "INSERT INTO one_time_use (key, keep_until, used_before) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING"
        )
        let end = use.keepUntil.milliseconds
        try insert.execute(arguments: [key, end, end &- instant.milliseconds])
        if batch.db.changesCount == 1 { return .recorded }
        guard let usedAt = try usedAt(key, batch.db) else {
            throw StoreError(.corrupt, "a record is neither there nor can it be added")
        }
        return .alreadyUsed(at: usedAt)
    }

    /// The keys of at most `limit` records that were to be kept until `instant` or less, sorted, after the one with `after`.
    ///
    /// It walks through all records, which takes a tenth of a second for a million.
    static func keys(keptUntil instant: Timestamp, after: Data, limit: Int, _ db: Database) throws -> [Data] {
        let statement = try db.cachedStatement(
            sql: "SELECT key FROM one_time_use WHERE key > ? AND keep_until <= ? ORDER BY key LIMIT ?")
        return try Data.fetchAll(statement, arguments: [after, instant.milliseconds, limit])
    }

    /// Removes those of these records that were to be kept until `instant` or less; gives their number.
    static func remove(_ keys: ArraySlice<Data>, keptUntil instant: Timestamp, _ db: Database) throws -> Int {
        let statement = try db.cachedStatement(sql: "DELETE FROM one_time_use WHERE key = ? AND keep_until <= ?")
        var removed = 0
        for key in keys {
            try statement.execute(arguments: [key, instant.milliseconds])
            removed += db.changesCount
        }
        return removed
    }

    /// At most `limit` records, by key.
    static func page(after: [UInt8], limit: Int, _ db: Database) throws -> [KeptUse] {
        let statement = try db.cachedStatement(
            sql: "SELECT key, keep_until, used_before FROM one_time_use WHERE key > ? ORDER BY key LIMIT ?")
        return try Row.fetchAll(statement, arguments: [Data(after), limit]).map { row in
            KeptUse(
                key: Array(row[0] as Data), usedAt: instant(row[2], before: row[1]),
                keepUntil: Timestamp(milliseconds: row[1]))
        }
    }

    private static func usedAt(_ key: Data, _ db: Database) throws -> Timestamp? {
        let statement = try db.cachedStatement(sql: "SELECT used_before, keep_until FROM one_time_use WHERE key = ?")
        return try Row.fetchOne(statement, arguments: [key]).map { row in instant(row[0], before: row[1]) }
    }

    /// So many milliseconds before another one.
    private static func instant(_ milliseconds: Int64, before end: Int64) -> Timestamp {
        Timestamp(milliseconds: end &- milliseconds)
    }
}
