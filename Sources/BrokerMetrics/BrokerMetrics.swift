package import Accounts
import CoreMetrics
package import PrometheusMetrics
package import Tracing

/// Everything that a broker counts and measures, through swift-metrics.
///
/// Counters are made before they are needed: what a request adds to is found by place, and costs an addition.
package final class BrokerMetrics: Sendable {
    /// How long stages take.
    package let stages: StageTimers
    /// Decisions that the audit gets to know; nil when nothing is counted.
    package let decisions: DecisionCounters?
    /// When a record was kept last.
    package let auditKept = LastMoment()
    /// When the store was written last.
    package let storeWritten = LastMoment()
    private let registry: PrometheusRegistry?

    /// Counts and measures nothing.
    package static let none = BrokerMetrics(registry: nil)

    /// Makes the series in a registry that knows ``families``; `tracer` makes spans of stages.
    package init(registry: PrometheusRegistry?, tracer: (any Tracer)? = nil) {
        self.registry = registry
        stages = StageTimers(registry, tracer: tracer)
        decisions = registry.map { DecisionCounters($0) }
    }

    /// Counts the requests of a route.
    package func route(_ path: String) -> RouteMeter { RouteMeter(path, registry) }

    /// Counts the calls of an operation.
    package func calls(_ service: String, _ operation: String) -> CallCounters {
        CallCounters(service, operation, registry)
    }

    /// Counts the decisions about requests to a service.
    package func gateway(_ service: String) -> GatewayCounters { GatewayCounters(service, registry) }

    /// Knows the accounts and providers of a configuration.
    package func adopt(_ directory: FederationDirectory) { decisions?.adopt(directory) }

    /// Everything in Prometheus' text format, with what was looked at for it; nil when nothing is counted.
    package func text(_ readings: BrokerReadings) -> String? {
        guard let registry else { return nil }
        show(readings, in: registry)
        show(ProcessStatistics(), in: registry)
        return registry.text
    }

    private func show(_ readings: BrokerReadings, in registry: PrometheusRegistry) {
        func show(_ name: String, _ value: Double) { registry.show(name, [([], value)]) }
        registry.show(MetricName.buildInfo, [([("version", readings.version)], 1)])
        show(MetricName.storeUp, readings.isStoreUp ? 1 : 0)
        show(MetricName.auditUp, readings.isAuditUp ? 1 : 0)
        show(MetricName.storeViewAge, readings.storeViewAge)
        show(MetricName.storeWriteAge, storeWritten.age)
        show(MetricName.auditAge, auditKept.age)
        show(MetricName.owedRecords, Double(readings.owedRecords))
        show(MetricName.connections, Double(readings.connections.open))
        show(MetricName.connectionLimit, Double(readings.connections.limit))
        show(MetricName.budget, Double(readings.arriving.held))
        show(MetricName.budgetLimit, Double(readings.arriving.limit))
        let metadata = readings.metadata.map { ([("account", $0.account), ("provider", $0.provider)], $0) }
        registry.show(MetricName.metadataAge, metadata.compactMap { labels, one in one.age.map { (labels, $0) } })
        registry.show(MetricName.metadataExpiry, metadata.compactMap { labels, one in one.expiry.map { (labels, $0) } })
        let keys = readings.keys.map { ([("purpose", $0.purpose), ("name", $0.name)], $0) }
        registry.show(MetricName.keyAge, keys.compactMap { labels, one in one.age.map { (labels, $0) } })
        registry.show(MetricName.keyExpiry, keys.compactMap { labels, one in one.expiry.map { (labels, $0) } })
    }

    private func show(_ process: ProcessStatistics, in registry: PrometheusRegistry) {
        func show(_ name: String, _ value: Double?) {
            if let value { registry.show(name, [([], value)]) }
        }
        show(MetricName.residentMemory, process.residentBytes)
        show(MetricName.virtualMemory, process.virtualBytes)
        show(MetricName.cpuSeconds, process.cpuSeconds)
        show(MetricName.openFiles, process.openFiles)
        show(MetricName.maximumFiles, process.maximumFiles)
        show(MetricName.startTime, process.startTime)
    }
}
