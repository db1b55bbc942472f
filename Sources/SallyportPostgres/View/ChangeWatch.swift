import Accounts

/// Reads what changes into the view: as soon as somebody tells of a change, and twice a second.
struct ChangeWatch: Sendable {
    /// Between two looks when nobody tells of anything.
    private static let interval = Duration.milliseconds(500)
    private static let shortestPause = Duration.milliseconds(100)
    private static let longestPause = Duration.seconds(1)

    let connection: PostgresConnection
    let view: StoreView
    let reachability: Reachability
    let schema: String
    let now: @Sendable () -> ContinuousClock.Instant

    /// Watches until the task is cancelled.
    func run() async {
        var known: ChangeCounters?
        var pause = Self.shortestPause
        while !Task.isCancelled {
            do {
                known = try await look(since: known)
                pause = Self.shortestPause
                try await connection.waitForNotification(upTo: Self.interval)
            } catch {
                known = nil
                let failure = error as? PostgresFailure
                reachability.lost(
                    connection, failure ?? PostgresFailure(kind: .other, state: "", message: "\(error)"))
                await connection.drop()
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, Self.longestPause)
            }
        }
        reachability.forget(connection)
        await connection.close()
    }

    /// Reads what has changed since `known`; everything for nil, which begins to listen as well.
    ///
    /// - Returns: the numbers that are known now.
    func look(since known: ChangeCounters?) async throws -> ChangeCounters {
        if known == nil { try await connection.run(SQLStatement("LISTEN \(ChangeTable.channel(schema))")) }
        let instant = now()
        let reading = try await connection.transaction(.read) { try ChangeTable.read(since: known, $0) }
        reachability.reached(connection)
        view.take(reading, isAnew: known == nil, at: instant)
        return reading.counters
    }
}
