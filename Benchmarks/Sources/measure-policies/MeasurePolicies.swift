import IAMPolicy

/// Measures parsing and evaluating policies, in microseconds of one core.
@main
enum MeasurePolicies {
    static func main() throws { try PolicyBenchmarks.run() }
}

/// Runs a body many times and prints the best of several rounds, in microseconds for one.
func measure(_ name: String, iterations: Int, _ body: () throws -> Bool) rethrows {
    var best = Duration.seconds(3600)
    for _ in 0..<7 {
        var held = 0
        let elapsed = try ContinuousClock().measure {
            for _ in 0..<iterations where try body() { held += 1 }
        }
        precondition(held == iterations || held == 0)
        best = min(best, elapsed)
    }
    let microseconds = Double(best.components.attoseconds) / 1e12 + Double(best.components.seconds) * 1e6
    let each = microseconds / Double(iterations)
    let nanoseconds = Int(each * 1000)
    print("\(name): \(nanoseconds / 1000).\(String(nanoseconds % 1000 + 1000).dropFirst()) us")
}
