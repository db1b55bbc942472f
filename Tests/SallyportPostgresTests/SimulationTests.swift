import Foundation
import Testing

@testable import SallyportPostgres

/// `SALLYPORT_SIMULATION_SEEDS` says how many are taken, and `SALLYPORT_SIMULATION_SEED` takes one alone and tells its story.
@Suite("The simulation of redemptions")
struct SimulationTests {
    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }

    private static var seeds: [UInt64] {
        if let seed = number("SALLYPORT_SIMULATION_SEED") { return [seed] }
        return Array(1...max(number("SALLYPORT_SIMULATION_SEEDS") ?? 300, 1))
    }

    @Test("nothing is given twice, and everything is decided, whatever dies, is lost or late")
    func twice() throws {
        var decided = 0
        var given = 0
        for seed in Self.seeds {
            var simulation = try Simulation(seed: seed)
            let fault = simulation.run()
            decided += simulation.decided
            given += simulation.first.count
            #expect(fault == nil, "seed \(seed): \(simulation.story.joined(separator: "; "))")
            if Self.seeds.count == 1 { print(simulation.story.joined(separator: "\n")) }
        }
        #expect(decided > 0)
        // A simulation in which nothing is ever given shows nothing.
        #expect(given >= Self.seeds.count)
    }

    @Test(
        "a promise that is not kept is found out: of the server, and of the statement",
        arguments: [SimulatedDatabase.Fault.answersEarly, .skipsEmptyCommits])
    func broken(_ fault: SimulatedDatabase.Fault) throws {
        let isFound = try (1...10_000).contains { seed in
            var simulation = try Simulation(seed: UInt64(seed), fault: fault)
            return simulation.run() != nil
        }
        #expect(isFound)
    }

    @Test("a seed is the same story each time")
    func reproducible() throws {
        var (one, other) = (try Simulation(seed: 7), try Simulation(seed: 7))
        #expect(one.run() == other.run())
        #expect(one.story == other.story)
    }
}
