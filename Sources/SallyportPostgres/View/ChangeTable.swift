import Accounts

/// What was changed last, and the word of it that goes to all replicas.
enum ChangeTable {
    /// Where replicas listen: of one schema.
    static func channel(_ schema: String) -> String { "sallyport_\(schema)" }

    /// Reads what has changed since `known`, or everything for nil.
    static func read(since known: ChangeCounters?, _ handle: ConnectionHandle) throws -> StoreView.Reading {
        var reading = StoreView.Reading()
        for row in try handle.run("SELECT name, version FROM change_counter") {
            switch try row.text(0) {
            case "entities": reading.counters.entities = try row.integer(1)
            case "revocations": reading.counters.revocations = try row.integer(1)
            default: continue
            }
        }
        if known == nil || known?.entities != reading.counters.entities {
            reading.changes = try changes(since: known?.entities ?? 0, handle)
        }
        if known == nil || known?.revocations != reading.counters.revocations {
            reading.revocations = try RevocationTable.all(handle)
        }
        return reading
    }

    private static func changes(
        since version: Int64, _ handle: ConnectionHandle
    ) throws -> [(kind: EntityKind, account: AccountID, version: Int64)] {
        let statement = SQLStatement(
            "SELECT kind, account, version FROM entity_change WHERE version > $1", [.integer(version)])
        return try handle.run(statement).compactMap { row in
            guard let account = AccountID(try row.text(1)) else { throw StoreError(.corrupt, "no account") }
            // A newer broker beside this one may have kinds that nothing is remembered of here.
            guard let kind = EntityKind(rawValue: try row.text(0)) else { return nil }
            return (kind, account, try row.integer(2))
        }
    }

    /// Holds the counter of a kind until the transaction ends: of those who change something there is one at a time, and a higher
    /// number is always seen later.
    static func lock(_ name: String) -> SQLStatement {
        SQLStatement("SELECT version FROM change_counter WHERE name = $1 FOR UPDATE", [.text(name)])
    }

    /// Counts a change, and gives its number.
    static func count(_ name: String) -> SQLStatement {
        SQLStatement(
            "UPDATE change_counter SET version = version + 1 WHERE name = $1 RETURNING version", [.text(name)])
    }

    /// Gives a number to changes of entities of a kind in an account.
    static func note(_ kind: EntityKind, _ account: AccountID, version: Int64) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO entity_change (kind, account, version) VALUES ($1, $2, $3)
            ON CONFLICT (kind, account) DO UPDATE SET version = excluded.version
            """, [.text(kind.rawValue), .text(account.description), .integer(version)])
    }

    /// Tells all replicas, when the transaction is committed.
    static func notify(_ schema: String) -> SQLStatement {
        SQLStatement("SELECT pg_notify($1, '')", [.text(channel(schema))])
    }
}
