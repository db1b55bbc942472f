public import Federation
internal import Synchronization

/// An audit sink that keeps events in memory, and refuses to when it is told so.
public final class InMemoryAuditSink: AuditSink {
    private let state = Mutex<(events: [AuditEvent], isFailing: Bool)>(([], false))

    /// Makes an empty sink.
    public init() {}

    /// Everything that was recorded, in order.
    public var events: [AuditEvent] { state.withLock { $0.events } }

    /// Whether the sink refuses to keep events.
    public var isFailing: Bool {
        get { state.withLock { $0.isFailing } }
        set { state.withLock { $0.isFailing = newValue } }
    }

    /// Keeps the events; throws `AuditError` while the sink is failing.
    public func record(_ events: [AuditEvent]) async throws(AuditError) {
        let isKept = state.withLock { state in
            if !state.isFailing { state.events += events }
            return !state.isFailing
        }
        if !isKept { throw AuditError("the sink is failing") }
    }
}
