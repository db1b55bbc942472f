/// An audit record could not be kept.
public struct AuditError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened, for the log.
    public let description: String

    /// Makes an error.
    public init(_ description: String) { self.description = description }
}
