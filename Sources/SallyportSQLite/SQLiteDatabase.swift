import Accounts
import GRDB

/// One open database file: readers beside one writer, whose transactions are shared by all who write at the time.
final class SQLiteDatabase: Sendable {
    private let pool: DatabasePool
    private let files: DatabaseFiles
    private let committer: GroupCommitter
    private let now: @Sendable () -> ContinuousClock.Instant
    /// Whether a transaction is under way in this task: another one might wait for it for ever.
    @TaskLocal static var isInUse = false
    /// Whether there was no database in the file.
    let isNew: Bool

    /// Opens a file, creating it when there is none, and brings its tables to the current version.
    init(
        path: String, synchronous: Synchronous, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) throws(StoreError) {
        try DatabaseFile.prepare(path)
        do {
            pool = try DatabasePool(path: path, configuration: Self.configuration)
            // Tables are made without waiting for the disk each time: the first transaction after them carries them along.
            isNew = try Schema.migrate(pool)
            try Self.configureWriter(of: pool, synchronous)
        } catch {
            throw StoreError(error)
        }
        files = try DatabaseFiles(path: path)
        committer = GroupCommitter(pool, files)
        self.now = now
    }

    /// Runs `body` in a transaction, together with whatever else is waiting; returns when the transaction is committed.
    ///
    /// When another body of the transaction fails, this one is run again: it must not have effects of its own.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (WriteBatch) throws -> Value
    ) async throws(StoreError) -> Value {
        try Self.checkIsFree()
        return try await committer.commit(body)
    }

    /// Reads from a snapshot that holds every transaction committed so far.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        try Self.checkIsFree()
        try files.check(at: now())
        // Not `pool.read`: that gives its connection back on the caller's executor, which may be waiting for one in
        // `lookUp`; and it takes twice as long.
        let result = await withCheckedContinuation { continuation in
            pool.asyncRead { db in continuation.resume(returning: Result { try body(db.get()) }) }
        }
        return try result.mapError { StoreError($0) }.get()
    }

    /// The same on the thread of the caller, for what takes less time than to change threads.
    func lookUp<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        try Self.checkIsFree()
        try files.check(at: now())
        return try Result { try pool.read(body) }.mapError { StoreError($0) }.get()
    }

    private static func checkIsFree() throws(StoreError) {
        if isInUse { throw StoreError(.unavailable, "a transaction awaited another one") }
    }

    /// Carries the log over into the database file and closes it; later calls fail.
    func close() throws(StoreError) {
        do {
            // Left to itself SQLite would do this when the last connection is closed, but that is one that only reads.
            // Another process that is reading may prevent it; then that one, or the next to open, does it.
            _ = try? pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
            try pool.close()
        } catch {
            throw StoreError(error)
        }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "Sallyport"
        configuration.foreignKeysEnabled = true
        // Another process (a command of the administrator) may hold the write lock for a moment.
        configuration.busyMode = .timeout(5)
        // So many long reads at once keep nobody from looking up a row.
        configuration.maximumReaderCount = 16
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA trusted_schema = OFF")
        }
        return configuration
    }

    /// The pool has set `synchronous` to NORMAL when it turned the write-ahead log on, so it is set afterwards, and
    /// read back.
    private static func configureWriter(of pool: DatabasePool, _ synchronous: Synchronous) throws {
        try pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = \(synchronous.rawValue)")
            // Uses have random keys: the longer the log, the more of them share a page when it is carried over.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
            guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == synchronous.pragmaValue,
                try Int.fetchOne(db, sql: "PRAGMA foreign_keys") == 1
            else { throw StoreError(.unavailable, "SQLite did not take its settings") }
        }
    }
}
