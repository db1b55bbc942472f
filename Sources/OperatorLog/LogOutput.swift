import Audit
import Encodings
import Glibc

/// The standard error as the log writes to it: a reader who does not read costs lines of the log, not answers.
package struct LogOutput: TextOutputStream, Sendable {
    /// Bytes of lines that wait.
    private static let bytes = 4_194_304

    private let output: QueuedOutput

    /// Writes to the standard error.
    package init() {
        output = QueuedOutput(
            "the standard error", descriptor: STDERR_FILENO, limits: QueuedOutput.Limits(bytes: Self.bytes))
    }

    /// Code points of a line; longer ones are cut.
    private static let longestLine = 16_384

    /// Takes a line, made fit for a terminal, and returns at once.
    package mutating func write(_ line: String) {
        let text = line.hasSuffix("\n") ? String(line.dropLast()) : line
        output.offer(Array((text.printable(limit: Self.longestLine) + "\n").utf8))
    }

    /// Takes a line of bytes that is fit already, and returns at once.
    func write(line: [UInt8]) { output.offer(line + [UInt8(ascii: "\n")]) }

    /// Waits until everything is written, for a second at most: before the process ends, and before something else is written there.
    package func drain() { output.drain(seconds: 1) }
}
