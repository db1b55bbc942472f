import Federation
import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Appends audit records to a file, one JSON object a line; optionally to the standard output as well.
///
/// A record is handed to the operating system before `record` returns, so that it survives the end of the process; with
/// `synchronous` it is on the disk, so that it survives a loss of power.
final class FileAuditSink: AuditSink {
    private let standardOutput: Bool
    /// One record at a time: a line is never torn by another.
    private let file: Mutex<AuditFile?>

    /// - Parameter complain: told when a full file can't be set aside, or an old one not removed.
    /// - Throws: `AuditError` when the file can't be opened for appending.
    init(
        file path: String?, standardOutput: Bool, synchronous: Bool,
        rotation: ServerConfiguration.Audit.Rotation? = nil, clock: @escaping @Sendable () -> Date = { Date() },
        complain: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(AuditError) {
        self.standardOutput = standardOutput
        guard let path else {
            file = Mutex(nil)
            return
        }
        file = Mutex(
            try AuditFile(
                path: path, synchronous: synchronous, rotation: rotation, clock: clock, complain: complain))
    }

    func record(_ event: AuditEvent) async throws(AuditError) {
        var line = event.jsonLine
        if line.last != UInt8(ascii: "\n") { line.append(UInt8(ascii: "\n")) }
        try file.withLock { file throws(AuditError) in
            var written = 0
            if standardOutput { try line.write(to: STDOUT_FILENO, &written) }
            try file?.append(line)
        }
    }
}
