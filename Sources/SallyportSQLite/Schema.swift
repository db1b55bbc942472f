import Federation
import GRDB

/// The tables, as a list of migrations that only ever grows.
enum Schema {
    /// Marks a database file as one of this product (`PRAGMA application_id`): "SaPo".
    static let applicationID = 0x5361_506F

    /// Brings a database to the current version; a new file is one without tables.
    static func migrate(_ pool: DatabasePool) throws {
        try pool.writeWithoutTransaction { db in
            let id = try Int.fetchOne(db, sql: "PRAGMA application_id")
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema")
            guard id == applicationID || (id == 0 && tables == 0) else {
                throw StoreError(.corrupt, "the file is a database of something else")
            }
        }
        let migrator = migrator
        guard try !pool.read(migrator.hasBeenSuperseded) else {
            throw StoreError(.unavailable, "the database was written by a newer version")
        }
        try migrator.migrate(pool)
    }

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        // Texts of requests are kept as BLOB: their bytes are compared, and a NUL does not end them.
        migrator.registerMigration("1 one-time uses and revocations") { db in
            try db.execute(
                sql: """
                    PRAGMA application_id = \(applicationID);

                    CREATE TABLE one_time_use (
                        key BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 32),
                        used_at INTEGER NOT NULL,
                        keep_until INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;

                    CREATE INDEX one_time_use_by_end ON one_time_use (keep_until);

                    CREATE TABLE revocation (
                        kind TEXT NOT NULL CHECK (kind IN ('role', 'subject', 'session')),
                        name BLOB NOT NULL,
                        qualifier BLOB NOT NULL,
                        issued_at_or_before INTEGER NOT NULL,
                        PRIMARY KEY (kind, name, qualifier)
                    ) STRICT, WITHOUT ROWID;

                    CREATE TABLE time_mark (
                        name TEXT NOT NULL PRIMARY KEY CHECK (name IN ('highest', 'swept_through')),
                        instant INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    """)
        }
        return migrator
    }
}
