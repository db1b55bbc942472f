import Logging
import Synchronization

/// What was logged: level, message, and its details.
final class LogLines: Sendable {
    private struct State {
        var lines: [String] = []
        var waiting: [(text: String, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var all: [String] { state.withLock { $0.lines } }

    var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }

    /// Waits until a line holds the text.
    func hold(_ text: String) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.lines.contains(where: { $0.contains(text) }) { return true }
                state.waiting.append((text, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    private func append(_ line: String) {
        let over = state.withLock { state in
            state.lines.append(line)
            let over = state.waiting.filter { line.contains($0.text) }.map(\.continuation)
            state.waiting.removeAll { line.contains($0.text) }
            return over
        }
        for continuation in over { continuation.resume() }
    }

    private struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let details = (event.metadata ?? [:]).map { "\($0)=\($1)" }.sorted().joined(separator: " ")
            lines.append("\(event.level) \(event.message) \(details)")
        }
    }
}
