import CoreMetrics
import TraceContext
package import Tracing

/// Measures how long each stage takes, and makes it a span where a trace is kept.
package struct StageTimers: Sendable {
    /// One for each stage, in the order of the stages; none when nothing is measured.
    private let timers: [Timer]
    /// Who makes spans; nil when there are none.
    package let tracer: (any Tracer)?

    /// Measures nothing.
    package static let none = StageTimers(nil, tracer: nil)

    /// Makes a series for each stage.
    init(_ factory: (any MetricsFactory)?, tracer: (any Tracer)?) {
        self.tracer = tracer
        timers =
            factory.map { factory in
                Stage.allCases.map {
                    Timer(label: MetricName.stageSeconds, dimensions: [("stage", $0.rawValue)], factory: factory)
                }
            } ?? []
    }

    /// Carries out `body`, and records how long it took whether or not it throws.
    package func time<Value, Failure: Error>(
        _ stage: Stage, _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        if let tracer, let context = InstrumentationContext.current, context.traceParent?.isSampled == true {
            let kind: SpanKind = stage.isOutside ? .client : .internal
            return try await span(stage.rawValue, by: tracer, below: context, kind: kind) { () async throws(Failure) in
                try await measure(stage, body)
            }
        }
        return try await measure(stage, body)
    }

    /// Carries out `body` as a trace of its own, when there is somebody who makes spans.
    package func trace<Value>(_ name: String, _ body: () async -> Value) async -> Value {
        guard let tracer else { return await body() }
        return await span(name, by: tracer, below: .topLevel, kind: .internal, body)
    }

    private func span<Value, Failure: Error>(
        _ name: String, by tracer: some Tracer, below context: InstrumentationContext, kind: SpanKind,
        _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let span = tracer.startSpan(name, context: context, ofKind: kind)
        defer { span.end() }
        let result: Result<Value, Failure> = await InstrumentationContext.withValue(span.context) {
            do throws(Failure) {
                return .success(try await body())
            } catch {
                span.setStatus(SpanStatus(code: .error))
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func measure<Value, Failure: Error>(
        _ stage: Stage, _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        guard let timer = timer(stage) else { return try await body() }
        let start = Uptime.nanoseconds
        defer { timer.recordNanoseconds(Uptime.nanoseconds &- start) }
        return try await body()
    }

    private func timer(_ stage: Stage) -> Timer? {
        guard !timers.isEmpty, let index = Stage.allCases.firstIndex(of: stage) else { return nil }
        return timers[index]
    }
}
