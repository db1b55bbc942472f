/// Where audit records go.
public protocol AuditSink: Sendable {
    /// Keeps all of `events`, which belong together; when it returns, they are as durable as the sink promises.
    ///
    /// Throws when they are not kept. None of them counts then, though a part may be there.
    func record(_ events: [AuditEvent]) async throws(AuditError)

    /// Holds room for the records of one decision, from before something is used up for it until they are kept.
    ///
    /// Throws when there is no room, or nothing can be kept: then nothing is used up. A sink without such a step keeps
    /// the implementation that it gets, which promises nothing.
    func reserve() async throws(AuditError) -> AuditReservation

    /// The same as `record(_:)`, in room that was held for it.
    func record(_ events: [AuditEvent], in reservation: AuditReservation) async throws(AuditError)
}

extension AuditSink {
    /// Holds nothing.
    public func reserve() async throws(AuditError) -> AuditReservation { AuditReservation() }

    /// Keeps the events like any others.
    public func record(_ events: [AuditEvent], in reservation: AuditReservation) async throws(AuditError) {
        try await record(events)
    }

    /// Keeps one event; throws when it is not kept.
    public func record(_ event: AuditEvent) async throws(AuditError) { try await record([event]) }

    /// Keeps the record of a refusal, or of a sign-out.
    ///
    /// Nothing was given, so one that cannot be kept changes nothing for the caller. It is for the sink to tell that
    /// there was one.
    package func recordRefusal(_ event: AuditEvent) async {
        do {
            try await record(event)
        } catch {
            return
        }
    }
}

/// A sink that keeps nothing, for tools that decide without giving credentials to anyone but themselves.
public struct NoAuditSink: AuditSink {
    /// Makes a sink.
    public init() {}

    /// Does nothing.
    public func record(_ events: [AuditEvent]) async throws(AuditError) {}
}
