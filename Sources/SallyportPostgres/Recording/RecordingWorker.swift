import Accounts
import Encodings

/// Records what waits in the queue, over one connection.
struct RecordingWorker: Sendable {
    /// Sessions in one statement at most: each brings kilobytes of its own.
    private static let mostSessions = 64
    /// How long a statement may be tried again.
    private static let patience = Duration.seconds(3)
    private static let pause = Duration.milliseconds(100)
    /// Between two attempts to connect, while nothing can be recorded anyhow.
    private static let longestPause = Duration.seconds(1)

    let queue: RecordingQueue
    let reachability: Reachability
    let connection: PostgresConnection
    let room: PortalSessionRoom
    /// Whose mark of time the connection raises.
    let origin: [UInt8]

    init(
        _ servers: PostgresServers, queue: RecordingQueue, reachability: Reachability, room: PortalSessionRoom,
        random: any RandomSource
    ) {
        self.queue = queue
        self.room = room
        self.reachability = reachability
        connection = PostgresConnection(servers)
        origin = random.bytes(16)
    }

    /// Works until the queue is closed, on its connection's thread.
    func run() async { await withTaskExecutorPreference(connection.thread) { await work() } }

    private func work() async {
        var pause = Self.pause
        while !Task.isCancelled {
            guard await connect() else {
                queue.refuseIfUnreachable()
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, Self.longestPause)
                continue
            }
            pause = Self.pause
            guard let batch = await queue.next() else { break }
            await settle(batch)
            queue.finished(batch)
        }
        reachability.forget(connection)
        await connection.close()
    }

    private func connect() async -> Bool {
        do throws(PostgresFailure) {
            _ = try await connection.place()
            reachability.reached(connection)
            return true
        } catch {
            reachability.lost(connection, error)
            return false
        }
    }

    private func settle(_ batch: [RecordingQueue.Entry]) async {
        let uses = batch.compactMap(\.use)
        var isThere = await carryOut(RedemptionRound(uses.map(\.attempt)), for: uses)
        var sessions = batch.compactMap(\.session)[...]
        while !sessions.isEmpty {
            let part = Array(sessions.prefix(Self.mostSessions))
            sessions = sessions.dropFirst(part.count)
            var round = PortalSessionRound(part.map(\.attempt), room)
            // They have waited as long as those before them.
            if !isThere { round.failed(.silence, canRetry: false) }
            isThere = await carryOut(round, for: part) && isThere
        }
    }

    /// Goes through a round to its end, and tells each that waits for it.
    ///
    /// - Returns: false when the server was given up.
    private func carryOut<Round: RecordingRound, Attempt>(
        _ begun: Round, for waiting: [RecordingQueue.Waiting<Attempt, Round.Outcome>]
    ) async -> Bool {
        let deadline = ContinuousClock.now + Self.patience
        var (round, isThere) = (begun, true)
        while !round.isDone {
            do {
                round.take(try await round.ask(connection, origin: origin))
                reachability.reached(connection)
            } catch {
                let failure =
                    error as? PostgresFailure ?? PostgresFailure(kind: .other, state: "", message: "\(error)")
                let canRetry = .now < deadline && !Task.isCancelled
                if failure.kind == .lost {
                    isThere = canRetry
                    reachability.lost(connection, failure)
                    queue.refuseIfUnreachable()
                }
                round.failed(failure, canRetry: canRetry)
                if !round.isDone, failure.kind == .lost { try? await Task.sleep(for: Self.pause) }
            }
        }
        for (entry, outcome) in zip(waiting, round.outcomes) {
            entry.finish(outcome ?? .failure(StoreError(.unavailable, "an attempt was not decided")))
        }
        return isThere
    }
}
