import ArgumentParser
import BenchmarkSupport
import IAMPolicy

/// Measures parsing and evaluating policies, in microseconds of one core.
@main
struct MeasurePolicies: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure-policies", abstract: "Measure parsing and evaluating policies; the best of some rounds.")

    @Flag(help: "Ask the trust policy for a while and nothing else, for a profiler.")
    var trustOnly = false

    @Option(help: "How to print: text or json.")
    var format = Format.text

    func run() throws {
        let ruler = Ruler(format: format)
        if trustOnly {
            try PolicyBenchmarks.runTrust(ruler, iterations: 500_000)
        } else {
            try PolicyBenchmarks.run(ruler)
        }
    }
}

/// Runs a body many times and prints the best of several rounds, in microseconds of processor time for one.
struct Ruler {
    let format: Format

    func measure(_ name: String, _ title: String, iterations: Int, _ body: () throws -> Bool) throws {
        var rounds: [Double] = []
        for _ in 0..<7 {
            var held = 0
            let start = CPUTime.now
            for _ in 0..<iterations where try body() { held += 1 }
            rounds.append((CPUTime.now - start) / Double(iterations))
            guard held == iterations || held == 0 else { throw ValidationError("\(title): now so, now so") }
        }
        try Figure(name: name, title: title, bestOf: rounds).print(as: format) { figure in
            let nanoseconds = Int(figure.microseconds * 1000)
            return "\(figure.title): \(nanoseconds / 1000).\(String(nanoseconds % 1000 + 1000).dropFirst()) us"
        }
    }
}
