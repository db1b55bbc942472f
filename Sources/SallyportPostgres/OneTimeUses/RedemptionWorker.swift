import Accounts
import Encodings

/// Records what waits in the queue, over one connection.
struct RedemptionWorker: Sendable {
    /// How long after it was taken a batch may be tried again.
    private static let patience = Duration.seconds(3)
    private static let pause = Duration.milliseconds(100)
    /// Between two attempts to connect, while nothing can be recorded anyhow.
    private static let longestPause = Duration.seconds(1)

    let queue: RedemptionQueue
    let reachability: Reachability
    let connection: PostgresConnection
    /// Whose mark of time the connection raises.
    let origin: [UInt8]

    init(_ servers: PostgresServers, _ queue: RedemptionQueue, _ reachability: Reachability, random: any RandomSource) {
        self.queue = queue
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

    private func settle(_ batch: [RedemptionQueue.Entry]) async {
        let deadline = ContinuousClock.now + Self.patience
        var round = RedemptionRound(batch.map(\.attempt))
        while round.step != .done {
            do throws(PostgresFailure) {
                try await carryOut(&round)
                reachability.reached(connection)
            } catch {
                if error.kind == .lost {
                    reachability.lost(connection, error)
                    queue.refuseIfUnreachable()
                }
                round.failed(error, canRetry: .now < deadline && !Task.isCancelled)
                if round.step != .done, error.kind == .lost { try? await Task.sleep(for: Self.pause) }
            }
        }
        for (entry, outcome) in zip(batch, round.outcomes) {
            entry.finish(outcome ?? .failure(StoreError(.unavailable, "a use was not decided")))
        }
    }

    private func carryOut(_ round: inout RedemptionRound) async throws(PostgresFailure) {
        do {
            switch round.step {
            case .record(let attempts):
                let rows = try await connection.run(OneTimeUseTable.record(attempts, origin: origin))
                round.recorded(try OneTimeUseTable.recorded(rows))
            case .find(let attempts):
                round.found(try OneTimeUseTable.found(try await connection.run(OneTimeUseTable.find(attempts))))
            case .makeTables(let buckets):
                try await connection.transaction { try UsePartitions.make(buckets, $0) }
                round.madeTables()
            case .done: break
            }
        } catch let error as PostgresFailure {
            throw error
        } catch {
            throw PostgresFailure(kind: .other, state: "", message: "\(error)")
        }
    }
}
