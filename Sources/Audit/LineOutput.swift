import Glibc

/// Writes whole lines to a descriptor; after one that was left half-written the next ones begin on a line of their own.
struct LineOutput {
    /// The last line has no end.
    var isTorn = false

    /// Writes one or several lines, each with its line break; when it throws, part of them may be there.
    ///
    /// - Parameters:
    ///   - makeRoom: asked when the disk is full; true when trying again may help.
    ///   - progress: told whenever some of it went out.
    mutating func append(
        _ lines: [UInt8], to descriptor: Int32, makeRoom: () -> Bool = { false }, progress: () -> Void = {}
    ) throws(AuditError) {
        let bytes = isTorn ? [0x0A] + lines : lines
        var offset = 0
        while offset < bytes.count {
            let written = bytes[offset...].withUnsafeBytes { writeBytes(descriptor, $0.baseAddress, $0.count) }
            if written > 0 {
                offset += written
                progress()
                continue
            }
            let code = written == 0 ? EIO : errno
            guard Self.canTryAgain(after: code, descriptor, makeRoom) else {
                isTorn = isTorn || offset > 0
                throw AuditError("the audit record can't be written: \(String(cString: strerror(code)))")
            }
        }
        isTorn = false
    }

    private static func canTryAgain(after code: Int32, _ descriptor: Int32, _ makeRoom: () -> Bool) -> Bool {
        switch code {
        case EINTR: return true
        case EAGAIN:
            // Whoever shares a pipe or terminal with us may have made it non-blocking.
            var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            _ = poll(&ready, 1, -1)
            return true
        case ENOSPC, EDQUOT: return makeRoom()
        default: return false
        }
    }
}

private func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
