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
    private let descriptor: Int32?
    private let standardOutput: Bool
    private let synchronous: Bool
    /// One record at a time: a line is never torn by another.
    ///
    /// The value says whether the last one ended half-written, as on a full disk.
    private let lock = Mutex(false)

    /// - Throws: `AuditError` when the file can't be opened for appending.
    init(file: String?, standardOutput: Bool, synchronous: Bool) throws(AuditError) {
        self.standardOutput = standardOutput
        self.synchronous = synchronous
        guard let file else {
            descriptor = nil
            return
        }
        let descriptor = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw AuditError("\(file) can't be opened: \(String(cString: strerror(errno)))") }
        self.descriptor = descriptor
    }

    deinit { if let descriptor { close(descriptor) } }

    func record(_ event: AuditEvent) async throws(AuditError) {
        var line = event.jsonLine
        if line.last != UInt8(ascii: "\n") { line.append(UInt8(ascii: "\n")) }
        let failure = lock.withLock { isTorn -> AuditError? in
            var written = 0
            if standardOutput, let error = Self.write(line, to: STDOUT_FILENO, &written) { return error }
            guard let descriptor else { return nil }
            if isTorn { line.insert(UInt8(ascii: "\n"), at: 0) }
            written = 0
            if let error = Self.write(line, to: descriptor, &written) {
                isTorn = isTorn || written > 0
                return error
            }
            isTorn = false
            return synchronous && fdatasync(descriptor) != 0 ? Self.failure("brought to disk") : nil
        }
        if let failure { throw failure }
    }

    private static func write(_ line: [UInt8], to descriptor: Int32, _ offset: inout Int) -> AuditError? {
        while offset < line.count {
            let written = line[offset...].withUnsafeBytes { writeBytes(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return failure("written") }
            offset += written
        }
        return nil
    }

    private static func failure(_ what: String) -> AuditError {
        AuditError("the audit record can't be \(what): \(String(cString: strerror(errno)))")
    }
}

private func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
