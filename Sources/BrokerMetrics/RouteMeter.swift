import CoreMetrics

/// The requests of one route.
package struct RouteMeter: Sendable {
    /// For statuses from 100 to 599, one for each hundred; none when nothing is counted.
    private let counters: [Counter]
    private let timer: Timer?

    init(_ route: String, _ factory: (any MetricsFactory)?) {
        guard let factory else {
            (counters, timer) = ([], nil)
            return
        }
        counters = (1...5).map {
            Counter(
                label: MetricName.requests, dimensions: [("route", route), ("status", "\($0)xx")], factory: factory)
        }
        timer = Timer(label: MetricName.requestSeconds, dimensions: [("route", route)], factory: factory)
    }

    /// Carries out `body`, which gives an answer with `status`, and counts it; what throws counts as `failure`.
    package func answer<Answer>(
        status: (Answer) -> Int, failure: (any Error) -> Int, _ body: () async throws -> Answer
    ) async throws -> Answer {
        guard let timer else { return try await body() }
        let start = Uptime.nanoseconds
        defer { timer.recordNanoseconds(Uptime.nanoseconds &- start) }
        do {
            let answer = try await body()
            count(status(answer))
            return answer
        } catch {
            count(failure(error))
            throw error
        }
    }

    private func count(_ status: Int) {
        let index = status / 100 - 1
        if counters.indices.contains(index) { counters[index].increment() }
    }
}
