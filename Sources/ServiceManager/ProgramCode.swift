import Foundation
import Glibc

/// The machine code of this process, which is in memory as far as it was run.
package enum ProgramCode {
    /// Gives the memory back that holds code which only the start needed; gives the number of bytes that were looked at.
    ///
    /// What is run again is mapped again from the file, without reading it as long as the system has it in its cache. Code alone is meant:
    /// it is never written to, so that nothing can be lost, as it would be with the pages that the dynamic linker has changed.
    @discardableResult
    package static func giveBack() -> Int {
        // Read to its end: whoever takes the first answer for all of it has a page of the list.
        guard let list = try? FileHandle(forReadingAtPath: "/proc/self/maps")?.readToEnd() else { return 0 }
        let lines = String(decoding: list, as: UTF8.self).split(separator: "\n")
        return lines.compactMap(range(ofCodeIn:)).filter(giveBack).reduce(0) { $0 + $1.count }
    }

    private static func giveBack(_ range: Range<UInt>) -> Bool {
        madvise(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count, MADV_DONTNEED) == 0
    }

    /// The addresses of a line of `/proc/self/maps` (proc_pid_maps(5)) when code of a file is there, private and without the right to write.
    static func range(ofCodeIn line: Substring) -> Range<UInt>? {
        let fields = line.split(separator: " ", maxSplits: 5)
        guard fields.count == 6, fields[1] == "r-xp", fields[5].drop(while: { $0 == " " }).hasPrefix("/") else {
            return nil
        }
        let ends = fields[0].split(separator: "-").map { UInt($0, radix: 16) }
        guard ends.count == 2, let start = ends[0], let end = ends[1], start < end else { return nil }
        return start..<end
    }
}
