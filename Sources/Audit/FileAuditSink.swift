package import Foundation
import Glibc
import Synchronization

/// Appends audit records to a file, one JSON object a line; optionally to the standard output as well.
///
/// A record is handed to the operating system before `record` returns, so that it survives the end of the process; with
/// `synchronous` it is on the disk, so that it survives a loss of power. A file is written at once, on the thread that asks. What a
/// reader may hold up, the standard output or a pipe in the place of the file, is written by a thread of its own.
package final class FileAuditSink: AuditSink {
    /// What a reader may hold up.
    private let outputs: [QueuedOutput]
    private let trouble: Trouble
    /// One record at a time: a line is never torn by another, and all places have the same order.
    private let file: Mutex<AuditFile?>

    /// - Parameters:
    ///   - standardOutput: the descriptor of the standard output, when records go there as well.
    ///   - complain: told when records begin to get lost, when a full file can't be set aside, or an old one not removed.
    ///   - recover: told when records are kept again.
    /// - Throws: `AuditError` when the file can't be opened for appending, or others can write it or its folder.
    package init(
        file path: String?, standardOutput: Int32?, synchronous: Bool,
        rotation: AuditRotation? = nil, limits: QueuedOutput.Limits = QueuedOutput.Limits(),
        clock: @escaping @Sendable () -> Date = { Date() },
        complain: @escaping @Sendable (String) -> Void = { _ in },
        recover: @escaping @Sendable () -> Void = {}, allocate: @escaping HeldRoom.Allocate = HeldRoom.system
    ) throws(AuditError) {
        trouble = Trouble(
            begin: { complain("\($0); until it can, nothing is given and refusals are only counted") }, end: recover)
        var outputs: [QueuedOutput] = []
        var file: AuditFile?
        if let path {
            if let pipe = try Self.openPipe(path, rotation) {
                outputs.append(QueuedOutput(path, descriptor: pipe.descriptor, owner: pipe, limits: limits))
            } else {
                file = try AuditFile(
                    path: path, synchronous: synchronous, rotation: rotation, clock: clock, complain: complain,
                    allocate: allocate)
            }
        }
        if let standardOutput {
            outputs.append(QueuedOutput("the standard output", descriptor: standardOutput, limits: limits))
        }
        self.outputs = outputs
        self.file = Mutex(file)
    }

    /// The pipe, terminal or the like that has this path; nil for what is a file, or will be one.
    private static func openPipe(
        _ path: String, _ rotation: AuditRotation?
    ) throws(AuditError) -> OpenFile? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return nil }
        guard rotation == nil else {
            throw AuditError("\(path) is no regular file and can't be set aside (maxFileBytes)")
        }
        // Not blocking: to open a pipe waits for its reader otherwise, and nobody would know what the start waits for.
        return try OpenFile(path, O_WRONLY | O_APPEND | O_NONBLOCK)
    }

    // MARK: Records

    package func record(_ events: [AuditEvent]) async throws(AuditError) { try await record(events, isPromised: false) }

    package func record(_ events: [AuditEvent], in reservation: AuditReservation) async throws(AuditError) {
        defer { withExtendedLifetime(reservation) {} }
        try await record(events, isPromised: true)
    }

    private func record(_ events: [AuditEvent], isPromised: Bool) async throws(AuditError) {
        var lines: [UInt8] = []
        for event in events {
            // Of one event nothing is copied.
            if lines.isEmpty { lines = event.jsonLine } else { lines += event.jsonLine }
            lines.append(UInt8(ascii: "\n"))
        }
        do throws(AuditError) {
            let deliveries = try file.withLock { file throws(AuditError) in
                // The file is the trail: what can't be kept there must not be told as a fact elsewhere.
                try file?.append(lines, isPromised: isPromised)
                return try outputs.map { output throws(AuditError) in try output.take(lines, isPromised: isPromised) }
            }
            for delivery in deliveries { try await delivery.wait() }
        } catch {
            // Refusals are answered without their record: somebody has to hear of it.
            trouble.begin(error.description)
            throw error
        }
    }

    // MARK: Promises

    /// Sees that a record can be kept, and that one can be kept again after it could not.
    package func reserve() async throws(AuditError) -> AuditReservation {
        do throws(AuditError) {
            for output in outputs where output.hasFailed { try await output.take([0x0A]).wait() }
            try promise()
            trouble.end()
            return AuditReservation { self.release() }
        } catch {
            trouble.begin(error.description)
            throw error
        }
    }

    private func promise() throws(AuditError) {
        try file.withLock { file throws(AuditError) in try file?.promise() }
        var promised: [QueuedOutput] = []
        do throws(AuditError) {
            for output in outputs {
                try output.promise()
                promised.append(output)
            }
        } catch {
            for output in promised { output.release() }
            file.withLock { $0?.release() }
            throw error
        }
    }

    private func release() {
        file.withLock { $0?.release() }
        for output in outputs { output.release() }
    }
}
