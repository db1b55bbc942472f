import Audit
import CommandIO
import Foundation
import Keys

/// The files that a user means: each that is named, before it those that it was in earlier.
struct AuditFileList {
    /// A file to read.
    struct Entry {
        let path: String
        /// For a file that was set aside: when.
        var closed: Date?
        /// Nobody named it: it may go away while others are read.
        var isOptional = false
    }

    private(set) var entries: [Entry] = []
    private var seen: Set<FileIdentity> = []

    /// - Parameter includesClosed: also those that were set aside.
    init(_ paths: [String], includesClosed: Bool) throws {
        for path in paths {
            guard path != "-" else {
                entries.append(Entry(path: path))
                continue
            }
            let closed = includesClosed ? try Self.closed(before: path) : []
            for file in closed { add(Entry(path: file.path, closed: file.instant, isOptional: true)) }
            // Between setting one aside and making the next there is no file of the name.
            add(Entry(path: path, isOptional: !closed.isEmpty))
        }
    }

    /// The files that were set aside after one of them was, oldest first; nil when that one is not among them.
    static func closed(after identity: FileIdentity, _ path: String) throws -> [String]? {
        let files = try closed(before: path).map(\.path)
        guard let index = files.firstIndex(where: { FileIdentity(path: $0) == identity }) else { return nil }
        return Array(files[(index + 1)...])
    }

    private static func closed(before path: String) throws -> [AuditFileSeries.Closed] {
        try Terminal.reported { try AuditFileSeries(current: path).closed() }
    }

    /// A pattern of the shell names some files that belong to another one as well: each counts once.
    private mutating func add(_ entry: Entry) {
        if let identity = FileIdentity(path: entry.path), !seen.insert(identity).inserted { return }
        entries.append(entry)
    }
}
