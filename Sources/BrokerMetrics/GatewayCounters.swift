import CoreMetrics

/// The decisions about requests to one service.
package struct GatewayCounters: Sendable {
    /// How a decision ended.
    package enum Outcome: String, CaseIterable, Sendable {
        /// The request may pass.
        case allowed
        /// Who asks is known, and may not do it.
        case denied
        /// The credentials or the signature are not good.
        case unauthenticated
        /// The broker could not decide.
        case unavailable
    }

    private let counters: [Counter]

    /// Counts nothing.
    package static let none = GatewayCounters("", nil)

    init(_ service: String, _ factory: (any MetricsFactory)?) {
        counters =
            factory.map { factory in
                Outcome.allCases.map {
                    Counter(
                        label: MetricName.gateway, dimensions: [("service", service), ("outcome", $0.rawValue)],
                        factory: factory)
                }
            } ?? []
    }

    /// Counts a decision.
    package func count(_ outcome: Outcome) {
        guard !counters.isEmpty, let index = Outcome.allCases.firstIndex(of: outcome) else { return }
        counters[index].increment()
    }
}
