/// Where audit records go.
public protocol AuditSink: Sendable {
    /// Keeps all of `events`, which belong together; when it returns, they are as durable as the sink promises.
    ///
    /// Throws when they are not kept. None of them counts then, though a part may be there.
    func record(_ events: [AuditEvent]) async throws(AuditError)
}

extension AuditSink {
    /// Keeps one event; throws when it is not kept.
    public func record(_ event: AuditEvent) async throws(AuditError) { try await record([event]) }

    /// Keeps the record of a refusal.
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
