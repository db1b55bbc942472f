import Encodings
package import Foundation
import Glibc
import SAML2

/// The audit file and the ones that were set aside when they were full.
///
/// `audit.jsonl` becomes `audit-20261121T144437Z-0001.jsonl`: the time at which it was closed, in UTC, and a number for those of one
/// second. Names sort by time, and a file keeps its name from then on.
package struct AuditFileSeries: Sendable {
    /// A file that was set aside.
    package struct Closed: Sendable {
        /// Where it is.
        package let path: String
        fileprivate let name: Name

        /// When it was closed, by the clock of the broker.
        package var instant: Date? { name.instant }
    }

    /// The file that is written now; symbolic links are followed.
    package let current: String
    /// The folder of them all.
    let folder: String
    private let stem: String
    private let suffix: String

    package init(current path: String) {
        let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        current = url.path
        folder = url.deletingLastPathComponent().path
        stem = url.deletingPathExtension().lastPathComponent
        suffix = url.pathExtension.isEmpty ? "" : "." + url.pathExtension
    }

    /// The files that were set aside, oldest first.
    package func closed() throws(AuditError) -> [Closed] {
        let entries: [String]
        do {
            entries = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw AuditError("\(folder) can't be listed: \(error.localizedDescription)")
        }
        return entries.compactMap(name).sorted().map { Closed(path: path(of: $0), name: $0) }
    }

    /// Renames the current file; nil when it is not there any more.
    ///
    /// The new name is reserved by an empty file first, so that no file is ever overwritten, by whomever it was made.
    func setAside(at instant: Date) throws(AuditError) -> String? {
        var name = Name(stamp: Name.stamp(of: instant), number: 1)
        // A clock that was set back must not bring the files out of order.
        if let last = try closed().last?.name, last.stamp >= name.stamp { name = last.next }
        while true {
            let descriptor = open(path(of: name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if descriptor >= 0 {
                close(descriptor)
                break
            }
            guard errno == EEXIST, name.number < Name.maximum else { throw failure(path(of: name), "made") }
            name = name.next
        }
        guard rename(current, path(of: name)) != 0 else { return path(of: name) }
        let isGone = errno == ENOENT
        let error = failure(current, "renamed")
        unlink(path(of: name))
        if isGone { return nil }
        throw error
    }

    /// Removes the oldest files beyond `count`.
    func remove(beyond count: Int) throws(AuditError) {
        for file in try closed().dropLast(count) where unlink(file.path) != 0 && errno != ENOENT {
            throw failure(file.path, "removed")
        }
    }

    private func failure(_ path: String, _ what: String) -> AuditError {
        AuditError("\(path) can't be \(what): \(String(cString: strerror(errno)))")
    }

    private func path(of name: Name) -> String {
        (folder == "/" ? "" : folder) + "/\(stem)-\(name.text)\(suffix)"
    }

    private func name(_ entry: String) -> Name? {
        guard entry.hasPrefix(stem + "-"), entry.hasSuffix(suffix) else { return nil }
        return Name(entry.dropFirst(stem.count + 1).dropLast(suffix.count))
    }
}

extension AuditFileSeries {
    /// The part of a name that says when: `20261121T144437Z-0001`.
    fileprivate struct Name: Comparable, Sendable {
        static let maximum = 999_999_999

        let stamp: String
        let number: Int

        init(stamp: String, number: Int) {
            self.stamp = stamp
            self.number = number
        }

        init?(_ text: Substring) {
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 2, (4...9).contains(parts[1].utf8.count),
                parts[1].utf8.allSatisfy(ASCII.isDigit), let number = Int(parts[1])
            else { return nil }
            self.init(stamp: String(parts[0]), number: number)
            guard instant != nil else { return nil }
        }

        static func stamp(of instant: Date) -> String {
            let seconds = instant.timeIntervalSince1970.rounded(.down)
            return SAMLInstant.format(Date(timeIntervalSince1970: seconds)).filter { $0 != "-" && $0 != ":" }
        }

        var next: Name { Name(stamp: stamp, number: number + 1) }

        var text: String {
            let digits = String(number)
            return stamp + "-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        }

        var instant: Date? {
            let bytes = Array(stamp.utf8)
            guard bytes.count == 16 else { return nil }
            func piece(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
            return SAMLInstant.parse(
                "\(piece(0..<4))-\(piece(4..<6))-\(piece(6..<8))T\(piece(9..<11)):\(piece(11..<13)):\(piece(13..<16))")
        }

        static func < (left: Name, right: Name) -> Bool {
            (left.stamp, left.number) < (right.stamp, right.number)
        }
    }
}
