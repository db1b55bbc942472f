import Encodings
import TraceContext
package import Tracing

/// Makes spans, and reads and writes `traceparent` (W3C Trace Context).
///
/// A trace that comes with a decision keeps it; others are sampled as often as the rule says.
package struct BrokerTracer: Tracer {
    package typealias Span = TraceSpan

    private let queue: SpanQueue
    private let samplePercent: Int
    private let random: any RandomSource = SystemRandomSource()

    /// - Parameters:
    ///   - queue: where spans go when they are over.
    ///   - samplePercent: of traces that begin here, how many of a hundred are kept.
    package init(queue: SpanQueue, samplePercent: Int) {
        self.queue = queue
        self.samplePercent = samplePercent
    }

    package func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> InstrumentationContext, ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> TraceSpan {
        var context = context()
        let parent = context.traceParent
        let isSampled = parent?.isSampled ?? (Int.random(in: 0..<100) < samplePercent)
        let place = TraceParent(below: parent, isSampled: isSampled, random: random)
        context.traceParent = place
        let start = instant().nanosecondsSinceEpoch
        return TraceSpan(
            SpanRecord(
                place: place, parent: parent?.spanID, name: operationName, kind: kind, start: start, end: start),
            context: context, queue: isSampled ? queue : nil)
    }

    /// Nobody keeps spans by their context.
    package func activeSpan(identifiedBy context: InstrumentationContext) -> TraceSpan? { nil }

    /// Spans leave by the service of the exporter.
    package func forceFlush() {}

    package func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout InstrumentationContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
        context.traceParent = extractor.extract(key: TraceParent.headerName, from: carrier).flatMap(TraceParent.init)
    }

    package func inject<Carrier, Inject: Injector>(
        _ context: InstrumentationContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let place = context.traceParent else { return }
        injector.inject(place.header, forKey: TraceParent.headerName, into: &carrier)
    }
}
