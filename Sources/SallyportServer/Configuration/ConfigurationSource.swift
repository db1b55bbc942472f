public import Foundation
import Synchronization

/// A configuration file that is read again while the server runs.
public final class ConfigurationSource: Sendable {
    private let reader: ConfigurationReader
    private let file: String
    private let text = Mutex<String?>(nil)

    /// - Parameter environment: variables that override the file.
    public init(file: String, environment: [String: String]) {
        self.file = file
        reader = ConfigurationReader(environment: environment)
    }

    /// Reads the file, and everything that it names.
    ///
    /// - Throws: `ServerConfigurationError` with file, line, key and reason.
    public func read(at instant: Date) async throws(ServerConfigurationError) -> ServerConfiguration {
        let text = try ConfigurationReader.text(of: file)
        let configuration = try await reader.read(text: text, file: file, at: instant)
        self.text.withLock { $0 = text }
        return configuration
    }

    /// Reads everything that the file names, but not the file itself: it may be half edited.
    ///
    /// - Throws: `ServerConfigurationError` with file, line, key and reason.
    public func refresh(at instant: Date) async throws(ServerConfigurationError) -> ServerConfiguration {
        guard let text = text.withLock({ $0 }) else { return try await read(at: instant) }
        return try await reader.read(text: text, file: file, at: instant)
    }
}
