import Encodings
package import Glibc

/// Reads lines of a file or pipe in bounded memory.
package final class LineReader {
    /// A line without its line break.
    package enum Line {
        case whole([UInt8])
        /// One that is longer than what is kept.
        case tooLong
    }

    /// Bytes of a line at most.
    package static let limit = 1_048_576
    private static let chunk = 262_144

    package let descriptor: Int32
    /// Number of the line that was given last, from 1.
    package private(set) var number = 0
    private var buffer: [UInt8] = []
    private var start = 0
    /// Up to here there is no line break.
    private var searched = 0
    private var isSkipping = false

    /// Opens a file, or the standard input for `-`.
    package init(path: String) throws(InputError) {
        let descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure() }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// The next line; nil where the input ends at present.
    ///
    /// - Parameter final: takes what follows the last line break for a line.
    package func next(final: Bool) throws(InputError) -> Line? {
        while true {
            if let end = lineBreak() { return take(upTo: end) }
            if buffer.count - start > Self.limit {
                isSkipping = true
                discard()
            }
            if try fill() { continue }
            guard final, start < buffer.count || isSkipping else { return nil }
            return take(upTo: buffer.count)
        }
    }

    /// What identifies the file, and how long it is.
    package var status: stat {
        var status = stat()
        fstat(descriptor, &status)
        return status
    }

    /// Begins again where a file was cut short under the reader, as `copytruncate` does.
    package func rewindIfTruncated() {
        guard lseek(descriptor, 0, SEEK_CUR) > status.st_size else { return }
        lseek(descriptor, 0, SEEK_SET)
        (number, isSkipping) = (0, false)
        discard()
    }

    private func lineBreak() -> Int? {
        let found = buffer.withUnsafeBytes { $0.position(of: 0x0A, from: searched) }
        searched = found ?? buffer.count
        return found
    }

    private func take(upTo end: Int) -> Line {
        let isTooLong = isSkipping || end - start > Self.limit
        let line = isTooLong ? Line.tooLong : .whole(Array(buffer[start..<end]))
        isSkipping = false
        number += 1
        start = min(end + 1, buffer.count)
        searched = start
        return line
    }

    private func discard() {
        buffer.removeAll(keepingCapacity: true)
        (start, searched) = (0, 0)
    }

    /// Whether there was more.
    private func fill() throws(InputError) -> Bool {
        if start > 0 {
            buffer.removeSubrange(..<start)
            searched -= start
            start = 0
        }
        let old = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: Self.chunk))
        var count: Int
        repeat {
            count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress.map { $0 + old }, Self.chunk) }
        } while count < 0 && errno == EINTR
        buffer.removeLast(Self.chunk - max(count, 0))
        guard count >= 0 else { throw Self.failure() }
        return count > 0
    }

    private static func failure() -> InputError {
        InputError("can't be read: \(String(cString: strerror(errno)))")
    }
}
