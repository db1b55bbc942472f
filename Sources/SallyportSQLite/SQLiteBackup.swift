public import Accounts
import Encodings
public import Foundation
import GRDB
import Glibc
import Keys

/// Copies of a store that are made while it is used, and their way back.
public enum SQLiteBackup {
    /// How much a copy holds.
    public struct Contents: Sendable, Hashable {
        /// Entities: users, roles, providers, policies and the like.
        public let entities: Int
        /// Revocations.
        public let revocations: Int
        /// Uses that are remembered.
        public let oneTimeUses: Int
    }

    /// After this time no response and no sign-in token counts any more, and so their uses need not be known.
    public static let longestUse: TimeInterval = 900

    /// Copies a store, as it is at one moment, into a new file with mode 0600; whoever writes meanwhile goes on.
    ///
    /// - Throws: `StoreError` when there is no store, the file is there already, or the copy is not whole.
    public static func make(of path: String, to copy: String) throws(StoreError) -> Contents {
        guard access(path, F_OK) == 0 else { throw StoreError(.unavailable, "there is no store at \(path)") }
        return try write(from: path, to: copy) { _ in }
    }

    /// Makes a store of a copy.
    ///
    /// What was used between the copy and now is not known. So everything that was issued until now is refused, as used, until nobody
    /// would accept it any more; for ``longestUse`` that refuses some of what is issued after it as well.
    ///
    /// - Parameters:
    ///   - copy: The file that `write` made.
    ///   - path: Where the store is to be.
    ///   - instant: Now.
    /// - Throws: `StoreError` when there is a store already, or the copy is not whole, or of a newer version.
    public static func restore(_ copy: String, to path: String, at instant: Date) throws(StoreError) -> Contents {
        for file in [path, path + "-wal", path + "-shm"] where access(file, F_OK) == 0 {
            throw StoreError(
                .unavailable, "\(file) is there already; stop the broker and move the old store away first")
        }
        _ = try look(at: copy)
        let temporary = "\(path).restoring"
        unlink(temporary)
        let contents = try write(from: copy, to: temporary) { db in
            let highest = max(
                try TimeMarks.fetch(db).highest ?? Timestamp(roundingDown: instant), Timestamp(roundingDown: instant))
            let end = highest.advanced(bySeconds: Int64(longestUse))
            try TimeMarks(highest: highest, sweptThrough: end).save(db)
            // Whoever has signed out since then would be signed in again. A copy of an older version has none that would stay.
            if try db.tableExists("portal_session") { try db.execute(sql: "DELETE FROM portal_session") }
        }
        guard rename(temporary, path) == 0 else {
            let code = errno
            unlink(temporary)
            throw StoreError(.unavailable, "\(path) can't be made: \(String(cString: strerror(code)))")
        }
        Descriptor.sync(folder: URL(fileURLWithPath: path).deletingLastPathComponent().path)
        return contents
    }

    /// What a copy holds, once it is known to be whole and one of ours.
    ///
    /// - Throws: `StoreError`: `corrupt`, or `unavailable` for one of a newer version.
    public static func look(at copy: String) throws(StoreError) -> Contents {
        guard access(copy, F_OK) == 0 else { throw StoreError(.unavailable, "there is no file \(copy)") }
        return try reported {
            let queue = try DatabaseQueue(path: copy, configuration: readOnly)
            defer { try? queue.close() }
            return try queue.read(judge)
        }
    }

    private static var readOnly: Configuration {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        return configuration
    }

    /// Writes a copy in one file; after a failure there is none.
    private static func write(
        from path: String, to copy: String, change: (Database) throws -> Void
    ) throws(StoreError) -> Contents {
        do {
            try OwnerOnlyFile.make(copy, holding: [])
        } catch {
            throw StoreError(.unavailable, "\(error)")
        }
        do throws(StoreError) {
            return try reported {
                let source = try DatabaseQueue(path: path, configuration: readOnly)
                defer { try? source.close() }
                let target = try DatabaseQueue(path: copy)
                defer { try? target.close() }
                try source.backup(to: target)
                return try target.writeWithoutTransaction { db in
                    // One file, that needs none beside it.
                    try db.execute(sql: "PRAGMA journal_mode = DELETE")
                    try change(db)
                    return try judge(db)
                }
            }
        } catch {
            for file in [copy, copy + "-wal", copy + "-shm", copy + "-journal"] { unlink(file) }
            throw error
        }
    }

    private static func judge(_ db: Database) throws -> Contents {
        guard try Int.fetchOne(db, sql: "PRAGMA application_id") == Schema.applicationID else {
            throw StoreError(.corrupt, "the file is no store of this program")
        }
        guard try !Schema.migrator.hasBeenSuperseded(db) else {
            throw StoreError(.unavailable, "the copy was made by a newer version")
        }
        let faults = try String.fetchAll(db, sql: "PRAGMA integrity_check(1)")
        guard faults == ["ok"] else { throw StoreError(.corrupt, "the copy is not whole: \(faults.first ?? "")") }
        func count(_ table: String) throws -> Int { try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table)") ?? 0 }
        return Contents(
            entities: try count("entity"), revocations: try count("revocation"), oneTimeUses: try count("one_time_use"))
    }

    private static func reported<Value>(_ body: () throws -> Value) throws(StoreError) -> Value {
        do {
            return try body()
        } catch {
            throw StoreError(error)
        }
    }
}
