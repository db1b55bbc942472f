import Accounts
import Encodings

/// The tables of one hour each; they are made and dropped by one at a time, under a lock of the schema.
enum UsePartitions {
    private static let prefix = "one_time_use_"

    /// Makes the tables of some hours, but of none that was swept: a record in it would be a second one.
    ///
    /// - Parameter handle: of a transaction.
    static func make(_ buckets: some Collection<Int64>, _ handle: ConnectionHandle) throws {
        try lock(handle)
        let swept = try sweptThrough(handle)
        let there = Set(try all(handle))
        for bucket in buckets.sorted() where !there.contains(bucket) {
            if let swept, isSwept(bucket, through: swept) { continue }
            // Attached, and not made as a part: nobody who adds rows to other parts has to wait.
            try handle.run(
                script: """
                    CREATE TABLE \(prefix)\(bucket) (LIKE one_time_use INCLUDING ALL);
                    ALTER TABLE one_time_use ATTACH PARTITION \(prefix)\(bucket) FOR VALUES IN (\(bucket))
                    """)
        }
    }

    /// The same in a transaction of its own.
    static func make(_ buckets: Set<Int64>, over connection: PostgresConnection) async throws {
        try await connection.transaction { try make(buckets, $0) }
    }

    /// Holds the lock until the transaction ends.
    static func lock(_ handle: ConnectionHandle) throws(PostgresFailure) {
        try handle.run(
            "SELECT pg_advisory_xact_lock(hashtextextended('sallyport one-time uses ' || current_schema(), 0))")
    }

    /// Up to when records were swept.
    static func sweptThrough(_ handle: ConnectionHandle) throws -> Timestamp? {
        try handle.run("SELECT max(instant) FROM time_mark WHERE name = 'swept through'").first?.optionalInteger(0)
            .map(Timestamp.init(milliseconds:))
    }

    /// Drops the table of an hour.
    ///
    /// Those who add rows to other hours wait meanwhile, and so this waits for them two seconds at most; the next sweep tries again.
    static func drop(_ bucket: Int64, _ handle: ConnectionHandle) throws {
        try handle.run("SET LOCAL lock_timeout = '2s'")
        try lock(handle)
        try handle.run(script: "DROP TABLE IF EXISTS \(prefix)\(bucket)")
    }

    /// The hours that have a table.
    static func all(_ handle: ConnectionHandle) throws -> [Int64] {
        try handle.run(
            """
            SELECT relname::text FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
            WHERE inhparent = 'one_time_use'::regclass
            """
        ).compactMap { row in
            let name = try row.text(0)
            return name.hasPrefix(prefix) ? Int64(name.dropFirst(prefix.count)) : nil
        }
    }

    /// Whether whatever is in the table of an hour was swept.
    static func isSwept(_ bucket: Int64, through swept: Timestamp) -> Bool {
        UseAttempt.end(ofBucket: bucket).milliseconds - 1 <= swept.milliseconds
    }
}
