/// Why a query or form holds no message.
public struct MessageDecodingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong with it.
    public let reason: String

    /// The reason.
    public var description: String { reason }

    init(_ reason: String) { self.reason = reason }
}
