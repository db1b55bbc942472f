import Accounts
import Synchronization

/// Lends connections to transactions, one to each at a time.
final class ConnectionPool: Sendable {
    private struct State {
        var idle: [PostgresConnection] = []
        var made: [PostgresConnection] = []
        var waiting: [CheckedContinuation<PostgresConnection?, Never>] = []
        var isClosed = false
    }

    /// Before what was lost is tried again.
    private static let pause = Duration.milliseconds(100)
    /// Transactions that wait for a connection, at most.
    private static let mostWaiting = 4_096

    private let servers: PostgresServers
    private let reachability: Reachability
    private let size: Int
    private let state = Mutex(State())
    /// Whether a transaction is under way in this task: another one might wait for it for ever.
    @TaskLocal private static var isInUse = false

    init(_ servers: PostgresServers, size: Int, reachability: Reachability) {
        self.servers = servers
        self.size = max(size, 1)
        self.reachability = reachability
    }

    /// Runs `body` with a connection of its own; what PostgreSQL takes back because of others is run again.
    ///
    /// - Parameter patience: how long it is run again as well when an answer was lost, for what knows what it did itself or may be done
    ///   twice; nil when it must not be.
    /// - Throws: `StoreError` when there is none, and what `body` throws; failures of PostgreSQL as `StoreError`.
    func run<Value>(
        patience: Duration? = nil, _ body: (PostgresConnection) async throws -> Value
    ) async throws -> Value {
        guard !Self.isInUse else { throw StoreError(.unavailable, "a transaction awaited another one") }
        if let fault = reachability.fault { throw fault }
        let connection = try await borrow()
        defer { giveBack(connection) }
        return try await Self.$isInUse.withValue(true) {
            try await repeating(body, connection, until: patience.map { .now + $0 })
        }
    }

    /// A deadlock or a serialisation failure ends with one of the transactions; so many in a row mean something else.
    private func repeating<Value>(
        _ body: (PostgresConnection) async throws -> Value, _ connection: PostgresConnection,
        until deadline: ContinuousClock.Instant?
    ) async throws -> Value {
        var attempts = 1
        while true {
            do {
                let value = try await body(connection)
                reachability.reached(connection)
                return value
            } catch let failure as PostgresFailure {
                if failure.kind == .lost {
                    reachability.lost(connection, failure)
                    guard let deadline, .now < deadline, !Task.isCancelled else { throw StoreError(failure) }
                    try? await Task.sleep(for: Self.pause)
                } else {
                    guard failure.kind == .rolledBack, attempts < 10 else { throw StoreError(failure) }
                    attempts += 1
                }
            }
        }
    }

    private func borrow() async throws(StoreError) -> PostgresConnection {
        enum Action { case use(PostgresConnection), wait, refuse(StoreError) }
        let action: Action = state.withLock { state in
            if state.isClosed { return .refuse(StoreError(.unavailable, "the store was closed")) }
            if let connection = state.idle.popLast() { return .use(connection) }
            if state.made.count < size {
                let connection = PostgresConnection(servers)
                state.made.append(connection)
                return .use(connection)
            }
            guard state.waiting.count < Self.mostWaiting else {
                return .refuse(StoreError(.unavailable, "\(Self.mostWaiting) transactions are waiting"))
            }
            return .wait
        }
        switch action {
        case .use(let connection): return connection
        case .refuse(let error): throw error
        case .wait: break
        }
        let connection = await withCheckedContinuation { continuation in
            // One may have come back meanwhile.
            let known: PostgresConnection?? = state.withLock { state in
                if state.isClosed { return .some(nil) }
                if let connection = state.idle.popLast() { return .some(connection) }
                state.waiting.append(continuation)
                return .none
            }
            if let known { continuation.resume(returning: known) }
        }
        guard let connection else { throw StoreError(.unavailable, "the store was closed") }
        return connection
    }

    private func giveBack(_ connection: PostgresConnection) {
        let next: CheckedContinuation<PostgresConnection?, Never>? = state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.idle.append(connection)
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume(returning: connection)
    }

    /// Ends the connections; later transactions are refused.
    func close() async {
        let (connections, waiting) = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return (state.made, state.waiting)
        }
        for continuation in waiting { continuation.resume(returning: nil) }
        for connection in connections { await connection.close() }
    }
}
