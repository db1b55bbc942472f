package import Audit
package import Encodings

/// Counts the decisions whose records it hands on, and measures how long it takes to keep them.
///
/// It stands before the sink that makes many refusals one record, so that each of them is counted.
package struct MeteredAuditSink: CountingAuditSink {
    private let sink: any AuditSink
    private let metrics: BrokerMetrics

    /// Makes one before another sink.
    package init(_ sink: any AuditSink, _ metrics: BrokerMetrics) {
        self.sink = sink
        self.metrics = metrics
    }

    package func record(_ events: [AuditEvent]) async throws(AuditError) {
        try await count(events) { () throws(AuditError) in try await sink.record(events) }
    }

    package func reserve() async throws(AuditError) -> AuditReservation { try await sink.reserve() }

    package func record(_ events: [AuditEvent], in reservation: AuditReservation) async throws(AuditError) {
        try await count(events) { () throws(AuditError) in try await sink.record(events, in: reservation) }
    }

    package func flush(at now: Timestamp?) async throws(AuditError) {
        try await (sink as? any CountingAuditSink)?.flush(at: now)
    }

    /// Events that belong together are copies of one decision: the first counts.
    ///
    /// A refusal counts whether or not its record was kept; what was to be given is not given without one, and its refusal is
    /// recorded then.
    private func count(_ events: [AuditEvent], _ body: () async throws(AuditError) -> Void) async throws(AuditError) {
        guard let event = events.first else { return try await body() }
        if event.outcome != .success { metrics.decisions?.count(event) }
        try await metrics.stages.time(.audit, body)
        metrics.auditKept.touch()
        if event.outcome == .success { metrics.decisions?.count(event) }
    }
}
