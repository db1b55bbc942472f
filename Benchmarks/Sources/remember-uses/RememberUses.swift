import ArgumentParser
import BenchmarkSupport
import Federation
import Foundation
import SallyportSQLite

/// Fills a store with one-time uses, as a broker that redeems so many responses within their lifetime remembers them.
@main
struct RememberUses: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remember-uses",
        abstract: "Record so many one-time uses in a store, to see what they take on disk and in memory.")

    /// Uses that wait at a time; they share transactions.
    private static let waiting = 512

    @Option(help: "The database file of the store.")
    var database: String

    @Option(help: "How many.")
    var count = 1_000_000

    @Option(help: "Seconds for which they are remembered.")
    var lifetime = 3_600.0

    func validate() throws {
        guard count > 0, lifetime > 0 else { throw ValidationError("count and lifetime are more than 0") }
    }

    func run() async throws {
        let began = ContinuousClock.now
        let instant = Date()
        let store = try SQLiteFederationStore(path: database, synchronous: .normal)
        try await fill(store, at: instant)
        try store.close()
        print("remembered \(count) uses in \(ContinuousClock.now - began)")
    }

    @concurrent
    private func fill(_ store: SQLiteFederationStore, at instant: Date) async throws {
        let (count, keepUntil) = (count, instant.addingTimeInterval(lifetime))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for first in 0..<Self.waiting {
                group.addTask {
                    for number in stride(from: first, to: count, by: Self.waiting) {
                        let use = OneTimeUse(key: try OneTimeKey(numbered: number), keepUntil: keepUntil)
                        guard case .recorded = try await store.redeem(use, at: instant) else {
                            throw ValidationError("\(database) remembers use \(number) already")
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
