/// Why the server does not start: the file, the place in it, and what is wrong there.
public struct BrokerConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file, or the environment variable.
    public let source: String
    /// Line from 1, where there is one.
    public let line: Int?
    /// The key, as a path: `accounts[0].roles[1].trustPolicy`.
    public let key: String
    /// What was expected, what was seen, and what to do.
    public let reason: String

    package init(source: String, line: Int? = nil, key: String, reason: String) {
        self.source = source
        self.line = line
        self.key = key
        self.reason = reason
    }

    /// `file:line: key: reason`.
    public var description: String {
        let place = line.map { "\(source):\($0)" } ?? source
        return key.isEmpty ? "\(place): \(reason)" : "\(place): \(key): \(reason)"
    }
}

extension BrokerConfiguration {
    /// An error about a key of its file, found when the file itself is good.
    package func error(_ key: String, _ reason: String) -> BrokerConfigurationError {
        BrokerConfigurationError(source: file, key: key, reason: reason)
    }
}
