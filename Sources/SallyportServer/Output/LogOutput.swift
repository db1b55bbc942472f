#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

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

    /// Takes a line, and returns at once.
    package mutating func write(_ line: String) { output.offer(Array(line.utf8)) }

    /// Waits until everything is written, for a second at most: before the process ends, and before something else is written there.
    package func drain() { output.drain(seconds: 1) }
}
