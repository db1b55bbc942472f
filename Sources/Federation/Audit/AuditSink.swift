/// Where audit records go.
public protocol AuditSink: Sendable {
    /// Keeps `event`; when it returns, the record is as durable as the sink promises. Throws when it is not kept.
    func record(_ event: AuditEvent) async throws(AuditError)
}

/// A sink that keeps nothing, for tools that decide without giving credentials to anyone but themselves.
public struct NoAuditSink: AuditSink {
    /// Makes a sink.
    public init() {}

    /// Does nothing.
    public func record(_ event: AuditEvent) async throws(AuditError) {}
}
