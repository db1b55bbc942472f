/// When an audit file is set aside for a new one: a full file gets a name that tells when it was closed.
public struct AuditRotation: Sendable, Hashable {
    /// Bytes of a file; a record that would make it larger begins the next one.
    public var maximumBytes: Int
    /// Files that are kept beside the one that is written; nil keeps all.
    public var keep: Int?

    /// Makes a rule.
    public init(maximumBytes: Int, keep: Int?) {
        self.maximumBytes = maximumBytes
        self.keep = keep
    }
}
