/// A key or certificate that can't be used.
public struct KeyError: Error, Sendable, CustomStringConvertible {
    /// What is wrong with it.
    public let reason: String

    /// The reason.
    public var description: String { reason }

    package init(reason: String) { self.reason = reason }
}
