import Accounts
import Foundation

/// One connection to the server that takes writes; made when it is first used, and again after it broke.
///
/// Its methods run, and wait, on a thread of its own.
actor PostgresConnection {
    nonisolated let thread: ConnectionThread
    private let servers: PostgresServers
    /// What is said first on each connection.
    private let settings: [SQLStatement]
    private var handle: ConnectionHandle?
    private var isClosed = false
    /// False again when the connection broke.
    private var isInTransaction = false

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// Does not connect yet.
    init(_ servers: PostgresServers) {
        self.servers = servers
        thread = ConnectionThread()
        self.settings =
            [
                SQLStatement("SELECT set_config('search_path', $1, false)", [.text(servers.schema)]),
                // Commits that don't wait for the disk would be lost with it; what waits for more, stays.
                """
                SELECT set_config('synchronous_commit', 'on', false)
                WHERE current_setting('synchronous_commit') IN ('off', 'local')
                """,
                // A broker that stopped in the middle of a transaction must not keep the others waiting.
                "SET idle_in_transaction_session_timeout = '10s'",
                // Sooner than a statement is given up: who waits for somebody else's lock has not lost the server. A wait for standbys is
                // none for a lock; cut short, it would look like success.
                "SET lock_timeout = '3s'", "SET statement_timeout = 0",
            ]
    }

    /// Whether there is a connection, as far as is known.
    var isOpen: Bool { handle != nil }

    /// Which server it is connected to, for people.
    func place() throws(PostgresFailure) -> String { try open().place }

    /// Connects, unless that was done.
    @discardableResult
    private func open() throws(PostgresFailure) -> ConnectionHandle {
        if let handle { return handle }
        guard !isClosed else { throw PostgresFailure(kind: .other, state: "", message: "the store was closed") }
        let parameters: [(keyword: String, value: String)]
        do {
            parameters = try servers.parameters()
        } catch {
            throw .lost("\(error)")
        }
        let handle = try ConnectionHandle(parameters)
        for statement in settings { _ = try handle.run(statement) }
        self.handle = handle
        return handle
    }

    /// Carries out one statement, by itself.
    @discardableResult
    func run(_ statement: SQLStatement) throws(PostgresFailure) -> [PostgresRow] {
        try watch { handle throws(PostgresFailure) in try handle.run(statement) }
    }

    /// Carries out `body` in one transaction; it is taken back when `body` throws.
    ///
    /// - Throws: what `body` throws, or `PostgresFailure`.
    func transaction<Value: Sendable>(
        _ mode: Mode = .write, _ body: @Sendable (ConnectionHandle) throws -> Value
    ) throws -> Value {
        try begin(mode)
        do {
            let value = try body(try open())
            try commit()
            return value
        } catch {
            rollBack(lost: (error as? PostgresFailure)?.kind == .lost)
            throw error
        }
    }

    /// Waits until somebody sent a notification, or so long.
    func waitForNotification(upTo duration: Duration) throws(PostgresFailure) {
        try watch { handle throws(PostgresFailure) in try handle.waitForNotification(until: .now + duration) }
    }

    private func watch<Value>(
        _ body: (ConnectionHandle) throws(PostgresFailure) -> Value
    ) throws(PostgresFailure) -> Value {
        let handle = try open()
        do {
            return try body(handle)
        } catch {
            if error.kind == .lost { drop() }
            throw error
        }
    }

    /// Ends the connection; the next use makes another one.
    func drop() {
        handle = nil
        isInTransaction = false
    }

    /// Ends the connection for good.
    func close() {
        isClosed = true
        drop()
    }
}

// MARK: Transactions of several calls

extension PostgresConnection {
    /// What a transaction may do.
    enum Mode: String {
        /// All that it reads is of one moment.
        case read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        /// Each statement sees what was committed before it.
        case write = "BEGIN ISOLATION LEVEL READ COMMITTED"
    }

    /// Begins a transaction, over a new connection when the one that is there turns out to be broken.
    func begin(_ mode: Mode) throws(PostgresFailure) {
        let wasOpen = isOpen
        do {
            try run(SQLStatement(mode.rawValue))
        } catch {
            guard wasOpen, error.kind == .lost else { throw error }
            try run(SQLStatement(mode.rawValue))
        }
        isInTransaction = true
    }

    /// Carries out a statement of the transaction that was begun; never on another connection than that one's.
    @discardableResult
    func runInTransaction(_ statement: SQLStatement) throws(PostgresFailure) -> [PostgresRow] {
        guard isInTransaction else { throw .lost("the connection of the transaction broke") }
        return try run(statement)
    }

    /// Ends the transaction; returns when it is as durable as the server makes it.
    func commit() throws(PostgresFailure) {
        // Otherwise the server takes it back, and calls that a success.
        if handle?.hasFailedTransaction == true {
            throw PostgresFailure(kind: .other, state: "25P02", message: "a statement of the transaction failed")
        }
        defer { isInTransaction = false }
        try runInTransaction("COMMIT")
    }

    /// Takes the transaction back.
    func rollBack(lost: Bool = false) {
        guard isInTransaction else { return }
        isInTransaction = false
        if lost { return drop() }
        do {
            try run("ROLLBACK")
        } catch {
            drop()
        }
    }
}
