/// An account, provider, role or key ring that cannot be used as it was given.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What it is about: an ARN, a name, a file.
    public let subject: String
    /// What is wrong with it.
    public let reason: String

    /// Makes an error.
    public init(_ subject: String, _ reason: String) {
        self.subject = subject
        self.reason = reason
    }

    /// Subject and reason.
    public var description: String { "\(subject): \(reason)" }
}
