import Accounts
import Encodings
import Synchronization

/// Entities within one transaction of the database.
final class PostgresEntityTransaction: EntityWriter {
    private struct State {
        var hasEnded = false
        var changed: Set<EntityScope> = []
        var failure: PostgresFailure?
    }

    private let connection: PostgresConnection
    private let state = Mutex(State())

    private init(_ connection: PostgresConnection) { self.connection = connection }

    /// Runs `body` on one moment of the database.
    static func read<Value: Sendable>(
        _ connection: PostgresConnection, _ body: @Sendable (PostgresEntityTransaction) async throws -> Value
    ) async throws -> Value {
        try await run(connection, .read, body) { _ in }.value
    }

    /// Runs `body` while nobody else writes entities.
    ///
    /// - Returns: what it gave, and the change; nil when it changed nothing.
    static func write<Value: Sendable>(
        _ connection: PostgresConnection, schema: String,
        _ body: @Sendable (PostgresEntityTransaction) async throws -> Value
    ) async throws -> (value: Value, change: OwnChange?) {
        let (value, change) = try await run(connection, .write) { transaction in
            try await connection.runInTransaction(ChangeTable.lock("entities"))
            return try await body(transaction)
        } finish: { transaction in
            try await transaction.count(schema)
        }
        return (value, change)
    }

    private static func run<Value: Sendable, Ending: Sendable>(
        _ connection: PostgresConnection, _ mode: PostgresConnection.Mode,
        _ body: @Sendable (PostgresEntityTransaction) async throws -> Value,
        finish: @Sendable (PostgresEntityTransaction) async throws -> Ending
    ) async throws -> (value: Value, ending: Ending) {
        try await connection.begin(mode)
        let transaction = PostgresEntityTransaction(connection)
        do {
            let value = try await body(transaction)
            let ending = try await finish(transaction)
            transaction.end()
            try await connection.commit()
            return (value, ending)
        } catch {
            let failure = transaction.end()
            await connection.rollBack()
            // What the body made of it would hide that the whole may be tried again.
            if let failure, [.rolledBack, .lost].contains(failure.kind) { throw failure }
            throw error
        }
    }

    /// Numbers what was changed; nil when nothing was.
    private func count(_ schema: String) async throws -> OwnChange? {
        let scopes = state.withLock { $0.changed }
        guard !scopes.isEmpty else { return nil }
        guard let version = try await connection.runInTransaction(ChangeTable.count("entities")).first?.integer(0)
        else {
            throw StoreError(.corrupt, "the counter of changes is gone")
        }
        for scope in scopes {
            try await connection.runInTransaction(ChangeTable.note(scope.kind, scope.account, version: version))
        }
        try await connection.runInTransaction(ChangeTable.notify(schema))
        return OwnChange(what: .entities(scopes), version: version)
    }

    /// Refuses whatever comes later; gives the failure of a statement, if there was one.
    @discardableResult
    private func end() -> PostgresFailure? {
        state.withLock { state in
            state.hasEnded = true
            return state.failure
        }
    }

    // MARK: Entities

    func rows(_ selection: EntitySelection) async throws(StoreError) -> [EntityRow] {
        if selection.hasNUL { return [] }
        return try await query(EntityTable.rows(selection), EntityTable.entity)
    }

    func count(_ selection: EntitySelection) async throws(StoreError) -> Int {
        if selection.hasNUL { return 0 }
        let counts = try await query(EntityTable.count(selection)) { row throws(StoreError) in try row.integer(0) }
        return Int(clamping: counts.first ?? 0)
    }

    func targets(of source: String, _ relation: EntityRelation) async throws(StoreError) -> [String] {
        if source.hasNUL { return [] }
        return try await query(EntityTable.targets(of: source, relation)) { row throws(StoreError) in try row.text(0) }
    }

    func sources(of target: String, _ relation: EntityRelation) async throws(StoreError) -> [String] {
        try await query(EntityTable.sources(of: target, relation)) { row throws(StoreError) in try row.text(0) }
    }

    func document(of uniqueID: String) async throws(StoreError) -> [UInt8]? {
        if uniqueID.hasNUL { return nil }
        return try await query(EntityTable.document(of: uniqueID)) { row throws(StoreError) in try row.bytes(0) }.first
    }

    func lastUse(of uniqueID: String) async throws(StoreError) -> EntityUse? {
        if uniqueID.hasNUL { return nil }
        return try await query(EntityUseTable.find(uniqueID)) { row throws(StoreError) in
            try EntityUseTable.use(row, of: uniqueID)
        }.first
    }

    func apply(_ change: EntityChange) async throws(StoreError) {
        guard !change.hasNUL else { throw StoreError(.conflict, "a name or id has a NUL") }
        let scopes = try await query(EntityTable.change(change), Self.scope)
        if scopes.isEmpty, let conflict = EntityTable.conflict(of: change),
            try await !query(conflict.statement, { _ in }).isEmpty
        {
            throw StoreError(.conflict, conflict.message)
        }
        state.withLock { $0.changed.formUnion(scopes) }
    }

    private static func scope(_ row: PostgresRow) throws(StoreError) -> EntityScope {
        guard let kind = EntityKind(rawValue: try row.text(0)), let account = AccountID(try row.text(1)) else {
            throw StoreError(.corrupt, "unknown kind of entity or account")
        }
        return EntityScope(kind: kind, account: account)
    }

    private func query<Value>(
        _ statement: SQLStatement, _ value: (PostgresRow) throws(StoreError) -> Value
    ) async throws(StoreError) -> [Value] {
        guard !state.withLock({ $0.hasEnded }) else {
            throw StoreError(.unavailable, "a transaction was used after its end")
        }
        let rows: [PostgresRow]
        do throws(PostgresFailure) {
            rows = try await connection.runInTransaction(statement)
        } catch {
            state.withLock { $0.failure = error }
            throw StoreError(error)
        }
        var values: [Value] = []
        for row in rows { values.append(try value(row)) }
        return values
    }
}
