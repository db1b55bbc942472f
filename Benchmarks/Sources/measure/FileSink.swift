import BenchmarkSupport
import Federation
import Foundation

/// Appends records to a file, as the broker does without `audit.synchronous`.
final class FileSink: AuditSink {
    private let folder: TemporaryFolder
    private let file: FileHandle

    init() throws {
        folder = try TemporaryFolder()
        let path = folder.file("audit.jsonl")
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }

    func record(_ events: [AuditEvent]) async throws(AuditError) {
        do {
            try file.write(contentsOf: Data(events.flatMap(\.jsonLine)))
        } catch {
            throw AuditError("\(error)")
        }
    }
}
