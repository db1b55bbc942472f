import Encodings
import Foundation
package import Logging

/// Writes the log as text or JSON, as the settings of the moment say.
package struct OperatorLogHandler: LogHandler {
    private let label: String
    private let output: LogOutput
    private let settings: LogSettings
    private var text: StreamLogHandler
    /// What a copy of a logger does not say although the settings would let it.
    private var floor = Logger.Level.trace

    /// Makes a handler for a logger of this label.
    package init(label: String, output: LogOutput, settings: LogSettings) {
        self.label = label
        self.output = output
        self.settings = settings
        text = StreamLogHandler(label: label, stream: output)
    }

    package var metadata: Logger.Metadata {
        get { text.metadata }
        set { text.metadata = newValue }
    }

    /// To set it narrows what this copy says; the settings count beside it, whenever they change.
    package var logLevel: Logger.Level {
        get { max(settings.level, floor) }
        set { floor = newValue }
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { text[metadataKey: key] }
        set { text[metadataKey: key] = newValue }
    }

    package func log(event: LogEvent) {
        guard settings.isJSON else { return text.log(event: event) }
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        output.write(line: JSONLogLine(event, label: label, metadata: all, at: Timestamp(roundingDown: Date())).bytes)
    }
}
