import CommandIO
import Foundation
import Keys

/// Waits for further records of a file, also when it is set aside or moved away.
struct AuditFollower {
    let path: String
    /// Seconds between two looks.
    private static let interval = 0.25

    /// Prints until nobody reads any more.
    ///
    /// - Parameter reader: has read the file so far; nil when it is not there yet.
    func run(_ reader: LineReader?, _ printer: inout AuditPrinter) throws -> Never {
        var reader = reader
        while true {
            if let current = reader {
                current.rewindIfTruncated()
                try printer.take(current, of: path, final: false)
                let identity = FileIdentity(current.status)
                if let next = FileIdentity(path: path), next != identity {
                    // What was written until the file got another name is there by now.
                    try printer.take(current, of: path, final: true)
                    for missed in try AuditFileList.closed(after: identity, path) ?? [] {
                        if let file = try? LineReader(path: missed) { try printer.take(file, of: missed, final: true) }
                    }
                    reader = try? LineReader(path: path)
                    continue
                }
            } else {
                reader = try? LineReader(path: path)
            }
            try printer.flush()
            Thread.sleep(forTimeInterval: Self.interval)
        }
    }
}
