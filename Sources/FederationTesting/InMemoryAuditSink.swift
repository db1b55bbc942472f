public import Audit
internal import Synchronization

/// An audit sink that keeps events in memory, and refuses to when it is told so.
public final class InMemoryAuditSink: AuditSink {
    private struct State {
        var events: [AuditEvent] = []
        var isFailing = false
        var hasRoom = true
        var reservations = 0
    }

    private let state = Mutex(State())

    /// Makes an empty sink.
    public init() {}

    /// Everything that was recorded, in order.
    public var events: [AuditEvent] { state.withLock { $0.events } }

    /// Whether the sink refuses to keep events.
    public var isFailing: Bool {
        get { state.withLock { $0.isFailing } }
        set { state.withLock { $0.isFailing = newValue } }
    }

    /// Whether room is held for records; events are kept all the same.
    public var hasRoom: Bool {
        get { state.withLock { $0.hasRoom } }
        set { state.withLock { $0.hasRoom = newValue } }
    }

    /// Number of reservations that were not given back yet.
    public var reservations: Int { state.withLock { $0.reservations } }

    /// Holds room, also while the sink is failing; throws `AuditError` while there is none.
    public func reserve() async throws(AuditError) -> AuditReservation {
        let isHeld = state.withLock { state in
            if state.hasRoom { state.reservations += 1 }
            return state.hasRoom
        }
        guard isHeld else { throw AuditError("the sink has no room") }
        return AuditReservation { self.state.withLock { $0.reservations -= 1 } }
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
