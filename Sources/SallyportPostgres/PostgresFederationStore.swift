public import Accounts
public import Encodings
public import Foundation

/// A `FederationStore` in a PostgreSQL database, which any number of brokers share.
///
/// A one-time use is decided by a unique key on the server that takes writes, and answered when its transaction is committed;
/// uses that wait share one. Revocations, and which entities have changed, are read into a view as soon as another broker tells
/// of them, and twice a second. While no server can be reached, the view answers until it is older than `maxStaleness`; new
/// uses, changes, and what was not read before, are refused at once.
///
/// What a fail-over can cost is up to the database: with a quorum of synchronous standbys nothing that was answered.
public final class PostgresFederationStore: FederationStore {
    /// How many connections a store makes.
    public struct Connections: Hashable, Sendable {
        /// For one-time uses and the beginnings of portal sessions.
        public var uses: Int
        /// For transactions on entities, made when they are needed.
        public var transactions: Int

        /// 1 to 16 and 1 to 64.
        public init(uses: Int = 3, transactions: Int = 4) {
            self.uses = min(max(uses, 1), 16)
            self.transactions = min(max(transactions, 1), 64)
        }
    }

    let servers: PostgresServers
    let pool: ConnectionPool
    let queue: RecordingQueue
    private let view: StoreView
    let random: any RandomSource
    private let sweeper: Sweep
    private let tasks: [Task<Void, Never>]
    /// Whether this made the tables: one-time uses and revocations of an earlier store are not known.
    public let isNew: Bool

    /// Connects, brings the tables to the current version, and reads what is known of revocations and changes.
    ///
    /// - Parameters:
    ///   - servers: The servers, of which one takes writes.
    ///   - maxStaleness: How old the view may be that requests are answered from.
    ///   - connections: How many are made; one more listens for changes.
    ///   - random: Tells attempts and connections apart.
    ///   - monotonicClock: By which the age of the view is told; no record depends on it.
    /// - Throws: `StoreError`: `unavailable` if no server takes writes, or the tables are of a newer version; `corrupt` if the
    ///   schema is something else's.
    public init(
        _ servers: PostgresServers, maxStaleness: Duration = .seconds(60), connections: Connections = Connections(),
        random: any RandomSource = SystemRandomSource(),
        monotonicClock: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock().now }
    ) async throws(StoreError) {
        do throws(ConfigurationError) {
            try servers.check()
        } catch {
            throw StoreError(.unavailable, "\(error)")
        }
        let (reachability, view) = (Reachability(), StoreView(maxStaleness: maxStaleness, now: monotonicClock))
        let listener = PostgresConnection(servers)
        isNew = try await Schema.prepare(listener, servers)
        let watch = ChangeWatch(
            connection: listener, view: view, reachability: reachability, schema: servers.schema, now: monotonicClock)
        do {
            _ = try await watch.look(since: nil)
        } catch {
            throw StoreError(anyOf: error)
        }
        let (queue, room) = (RecordingQueue(reachability: reachability), PortalSessionRoom())
        let workers = (0..<connections.uses).map { _ in
            RecordingWorker(servers, queue: queue, reachability: reachability, room: room, random: random)
        }
        tasks = workers.map { worker in Task { await worker.run() } } + [Task { await watch.run() }]
        pool = ConnectionPool(servers, size: connections.transactions, reachability: reachability)
        sweeper = Sweep(origin: random.bytes(16))
        self.servers = servers
        self.queue = queue
        self.view = view
        self.random = random
    }

    deinit {
        queue.close()
        for task in tasks { task.cancel() }
    }

    /// Ends all connections; later calls fail with code `unavailable`.
    public func close() async {
        queue.close()
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        await pool.close()
    }

    // MARK: One-time uses

    /// Records the first use of a key, or tells that there was one.
    ///
    /// `use.keepUntil` has to follow from what is used alone: it says in which table the key is unique.
    public func redeem(_ use: OneTimeUse, at instant: Date) async throws(StoreError) -> Redemption {
        try await queue.redeem(UseAttempt(use, at: Timestamp(roundingDown: instant), random: random))
    }

    /// Lets records of one-time uses go that have ended by the highest instant ever seen, or by the server's clock when that is
    /// behind; gives their number.
    @discardableResult
    public func sweep(at instant: Date) async throws(StoreError) -> Int {
        let (instant, sweeper) = (Timestamp(roundingDown: instant), sweeper)
        return try await run { try await sweeper.run(at: instant, $0) }
    }

    /// The highest instant that `redeem` or `sweep` were ever given by any broker, `nil` for a new store.
    public func highestInstant() async throws(StoreError) -> Timestamp? {
        try await run { connection in
            try await connection.run("SELECT max(instant) FROM time_mark WHERE name = 'highest'").first?
                .optionalInteger(0).map(Timestamp.init(milliseconds:))
        }
    }

    // MARK: Revocations

    /// Records a revocation; an earlier instant than the one known for the target changes nothing.
    public func revoke(_ revocation: Revocation) async throws(StoreError) {
        try await change(.revoked(revocation), by: RevocationTable.insert(revocation))
    }

    /// Takes the revocation of `target` back; does nothing when there is none.
    public func withdrawRevocation(of target: RevocationTarget) async throws(StoreError) {
        try await change(.withdrawn(target), by: RevocationTable.remove(target))
    }

    private func change(_ what: OwnChange.What, by statement: SQLStatement) async throws(StoreError) {
        let schema = servers.schema
        let version = try await run { connection in
            try await connection.transaction { handle in
                let version = try handle.run(ChangeTable.count("revocations")).first?.integer(0)
                try handle.run(statement)
                try handle.run(ChangeTable.notify(schema))
                return version ?? 0
            }
        }
        view.note(OwnChange(what: what, version: version))
    }

    /// All revocations, from the view: it holds each one made through this store, and is as old as ``staleness`` tells.
    public func revocations() async throws(StoreError) -> RevocationList { try view.revocations() }

    /// How old the view is that revocations and changes of entities are taken from; below a second while a server answers.
    public var staleness: Duration { view.age ?? .zero }

    // MARK: Entities

    /// Runs `body` on one moment of the database.
    public func readEntities<Value: Sendable>(
        _ body: @escaping @Sendable (any EntityReader) async throws -> Value
    ) async throws -> Value {
        try await pool.run { try await PostgresEntityTransaction.read($0, body) }
    }

    /// Runs `body` in a transaction beside which nobody else writes entities, and again when the database took it back.
    public func writeEntities<Value: Sendable>(
        _ body: @escaping @Sendable (any EntityWriter) async throws -> Value
    ) async throws -> Value {
        let schema = servers.schema
        let (value, change) = try await pool.run {
            try await PostgresEntityTransaction.write($0, schema: schema, body)
        }
        if let change { view.note(change) }
        return value
    }

    /// What was changed last, from the view.
    public func entityVersions() async throws(StoreError) -> EntityVersions { try view.versions() }

    /// Remembers the last uses.
    public func record(_ uses: [EntityUse]) async throws(StoreError) {
        var left = EntityUseTable.latest(uses)[...]
        while !left.isEmpty {
            let batch = Array(left.prefix(EntityUseTable.largestBatch))
            left = left.dropFirst(batch.count)
            try await run { _ = try await $0.run(EntityUseTable.save(batch)) }
        }
    }

    /// - Parameter patience: how long `body` is run again when an answer was lost; nil when it must not be.
    func run<Value: Sendable>(
        patience: Duration? = nil, _ body: @Sendable (PostgresConnection) async throws -> Value
    ) async throws(StoreError) -> Value {
        do {
            return try await pool.run(patience: patience, body)
        } catch {
            throw StoreError(anyOf: error)
        }
    }
}
