import Accounts

/// The tables, as a list of migrations that only ever grows.
enum Schema {
    /// The version that this program reads and writes.
    static var version: Int64 { Int64(migrations.count) }

    /// The first that has a table of portal sessions.
    static let versionWithPortalSessions: Int64 = 2

    /// Brings the schema to the current version, and tells whether it was new.
    ///
    /// Of replicas that start together one does it, and the others wait for it.
    ///
    /// - Throws: `StoreError`: `unavailable` when the server can't be reached or has a newer version, `corrupt` when the
    ///   schema is something else's.
    static func prepare(_ connection: PostgresConnection, _ servers: PostgresServers) async throws(StoreError) -> Bool {
        do {
            let found = try await connection.transaction { try foundVersion(servers.schema, $0) }
            if found == version { return false }
            return try await connection.transaction { try migrate(servers.schema, $0) }
        } catch {
            throw StoreError(anyOf: error)
        }
    }

    /// How long a migration, or waiting for another broker's, may take.
    private static let patience = Duration.seconds(3_600)

    private static func migrate(_ schema: String, _ handle: ConnectionHandle) throws -> Bool {
        try handle.run("SET LOCAL lock_timeout = 0")
        try handle.run(
            SQLStatement(
                "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [.text("sallyport schema \(schema)")]),
            within: patience)
        let found = try foundVersion(schema, handle)
        if found == nil {
            if try !exists(schema, handle) { try handle.run(script: "CREATE SCHEMA \(schema)") }
            try handle.run(
                script: """
                    CREATE TABLE schema_migration (
                        version bigint PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
                    """)
        }
        for (index, migration) in migrations.enumerated() where Int64(index) >= found ?? 0 {
            try handle.run(script: migration.script, within: patience)
            try handle.run(
                SQLStatement(
                    "INSERT INTO schema_migration (version, name) VALUES ($1, $2)",
                    [.integer(Int64(index) + 1), .text(migration.name)]))
        }
        return found == nil
    }

    /// The version of the tables; nil when there are none.
    static func foundVersion(_ schema: String, _ handle: ConnectionHandle) throws -> Int64? {
        let tables = try handle.run(
            SQLStatement("SELECT tablename::text FROM pg_tables WHERE schemaname = $1", [.text(schema)]))
        guard !tables.isEmpty else { return nil }
        guard try tables.contains(where: { try $0.text(0) == "schema_migration" }) else {
            throw StoreError(.corrupt, "the schema \(schema) has tables of something else")
        }
        let found = try handle.run("SELECT coalesce(max(version), 0)::bigint FROM schema_migration").first?.integer(0)
        guard let found, found <= version else {
            throw StoreError(
                .unavailable,
                "the database has version \(found ?? 0) of the tables, this program knows \(version): "
                    + "it was written by a newer one")
        }
        return found
    }

    private static func exists(_ schema: String, _ handle: ConnectionHandle) throws -> Bool {
        !(try handle.run(SQLStatement("SELECT 1 FROM pg_namespace WHERE nspname = $1", [.text(schema)])).isEmpty)
    }
}
