public import Foundation
public import Logging
import Synchronization

/// A configuration file that is read again while the server runs.
public final class ConfigurationSource: Sendable {
    private let reader: ConfigurationReader
    private let file: String
    private let text = Mutex<String?>(nil)

    /// Names a file; nothing is read.
    ///
    /// - Parameters:
    ///   - environment: variables that override the file.
    ///   - logger: is told of metadata that could not be fetched, and what counts instead.
    public convenience init(file: String, environment: [String: String], logger: Logger) {
        self.init(file: file, reader: ConfigurationReader(environment: environment, logger: logger))
    }

    /// The same with a reader of the caller's, for tests.
    init(file: String, reader: ConfigurationReader) {
        self.file = file
        self.reader = reader
    }

    /// Reads the file, and everything that it names, for a start.
    ///
    /// - Throws: `BrokerConfigurationError` with file, line, key and reason.
    public func read(at instant: Date) async throws(BrokerConfigurationError) -> BrokerConfiguration {
        try await read(for: .start, at: instant)
    }

    /// The same for a server that runs: what is in force counts where metadata can't be fetched.
    package func reload(over running: BrokerConfiguration, at instant: Date) async throws(BrokerConfigurationError)
        -> BrokerConfiguration
    {
        try await read(for: .reload(running), at: instant)
    }

    /// Reads everything that the file names, but not the file itself: it may be half edited.
    ///
    /// Throws `BrokerConfigurationError` with file, line, key and reason.
    package func refresh(over running: BrokerConfiguration, at instant: Date) async throws(BrokerConfigurationError)
        -> BrokerConfiguration
    {
        guard let text = text.withLock({ $0 }) else { return try await reload(over: running, at: instant) }
        return try await reader.read(text: text, file: file, for: .refresh(running), at: instant)
    }

    private func read(
        for occasion: MetadataIntake.Occasion, at instant: Date
    ) async throws(BrokerConfigurationError) -> BrokerConfiguration {
        let text = try ConfigurationReader.text(of: file)
        let configuration = try await reader.read(text: text, file: file, for: occasion, at: instant)
        self.text.withLock { $0 = text }
        return configuration
    }
}
