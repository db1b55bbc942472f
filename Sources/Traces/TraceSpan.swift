import Encodings
import Synchronization
import TraceContext
package import Tracing

/// A span of the broker: kept when its trace is sampled, and handed to the queue when it ends.
package final class TraceSpan: Tracing.Span {
    package let context: InstrumentationContext
    private let queue: SpanQueue?
    private let state: Mutex<State>

    private struct State {
        var record: SpanRecord
        var attributes: SpanAttributes = [:]
        var isOver = false
    }

    /// - Parameter queue: where it goes; nil for a span that is not kept.
    init(_ record: SpanRecord, context: InstrumentationContext, queue: SpanQueue?) {
        self.context = context
        self.queue = queue
        state = Mutex(State(record: record))
    }

    package var isRecording: Bool { queue != nil && !state.withLock { $0.isOver } }

    package var operationName: String {
        get { state.withLock { $0.record.name } }
        set { state.withLock { $0.record.name = newValue } }
    }

    package var attributes: SpanAttributes {
        get { state.withLock { $0.attributes } }
        set {
            guard queue != nil else { return }
            state.withLock { $0.attributes = newValue }
        }
    }

    package func setStatus(_ status: SpanStatus) { state.withLock { $0.record.isError = status.code == .error } }

    /// Only that there was one: texts of errors may hold what must not leave the broker.
    package func recordError<Instant: TracerInstant>(
        _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
    ) {
        state.withLock { $0.record.isError = true }
    }

    /// Events are not kept.
    package func addEvent(_ event: SpanEvent) {}

    /// Links are not kept.
    package func addLink(_ link: SpanLink) {}

    package func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        guard let queue else { return }
        let end = instant().nanosecondsSinceEpoch
        let record = state.withLock { state -> SpanRecord? in
            guard !state.isOver else { return nil }
            state.isOver = true
            state.record.end = end
            state.record.attributes = Self.members(state.attributes)
            return state.record
        }
        if let record { queue.offer(record) }
    }

    private static func members(_ attributes: SpanAttributes) -> [JSONMember] {
        var members: [JSONMember] = []
        attributes.forEach { name, attribute in
            guard members.count < SpanRecord.mostAttributes else { return }
            switch attribute {
            case .int32(let number): members.append(JSONMember(name, .integer(Int64(number))))
            case .int64(let number): members.append(JSONMember(name, .integer(number)))
            case .bool(let flag): members.append(JSONMember(name, .bool(flag)))
            case .string(let text): members.append(JSONMember(name, text.cut(to: SpanRecord.longestText)))
            default: return
            }
        }
        return members.sorted { $0.name < $1.name }
    }
}
