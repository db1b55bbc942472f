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
    private struct State: ~Copyable {
        var file: AuditFile?
        var output = LineOutput()
        /// The last record was not kept: said once.
        var isFailing = false
    }

    private let standardOutput: Bool
    private let complain: @Sendable (String) -> Void
    /// One record at a time: a line is never torn by another.
    private let state: Mutex<State>

    /// - Parameter complain: told when records begin to get lost, when a full file can't be set aside, or an old one
    ///   not removed.
    /// - Throws: `AuditError` when the file can't be opened for appending.
    init(
        file path: String?, standardOutput: Bool, synchronous: Bool,
        rotation: ServerConfiguration.Audit.Rotation? = nil, clock: @escaping @Sendable () -> Date = { Date() },
        complain: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(AuditError) {
        self.standardOutput = standardOutput
        self.complain = complain
        guard let path else {
            state = Mutex(State(file: nil))
            return
        }
        state = Mutex(
            State(
                file: try AuditFile(
                    path: path, synchronous: synchronous, rotation: rotation, clock: clock, complain: complain)))
    }

    func record(_ events: [AuditEvent]) async throws(AuditError) {
        let lines = events.flatMap { $0.jsonLine + [UInt8(ascii: "\n")] }
        try state.withLock { state throws(AuditError) in
            do throws(AuditError) {
                try write(lines, &state)
                state.isFailing = false
            } catch {
                // Refusals are answered without their record: somebody has to hear of it.
                if !state.isFailing {
                    complain("\(error); until it can, nothing is given and refusals are only counted")
                }
                state.isFailing = true
                throw error
            }
        }
    }

    private func write(_ lines: [UInt8], _ state: inout State) throws(AuditError) {
        // The file is the trail: what can't be kept there must not be told as a fact elsewhere.
        try state.file?.append(lines)
        if standardOutput { try state.output.append(lines, to: STDOUT_FILENO) }
    }
}
