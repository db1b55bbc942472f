import CoreMetrics

/// Changes of the configuration: files that were read anew, and metadata that was fetched.
///
/// The series are there from the start, so that the first refusal is an increase.
struct ReloadCounters: Sendable {
    private typealias Row = (event: String, taken: Counter, refused: Counter)

    private let rows: [Row]

    init(_ factory: any MetricsFactory) {
        rows = ["ReloadConfiguration", "RefreshMetadata"].map { event in
            func counter(_ outcome: String) -> Counter {
                Counter(
                    label: MetricName.reloads, dimensions: [("event", event), ("outcome", outcome)], factory: factory)
            }
            return (event, counter("success"), counter("refused"))
        }
    }

    /// Counts a change; other events are none.
    func count(_ event: String, isTaken: Bool) {
        guard let row = rows.first(where: { $0.event == event }) else { return }
        (isTaken ? row.taken : row.refused).increment()
    }
}
