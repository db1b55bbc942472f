import Federation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Writes whole lines to a descriptor; after one that was left half-written the next ones begin on a line of their own.
struct LineOutput {
    /// The last line has no end.
    var isTorn = false

    /// Writes one or several lines, each with its line break; when it throws, part of them may be there.
    mutating func append(_ lines: [UInt8], to descriptor: Int32) throws(AuditError) {
        let bytes = isTorn ? [0x0A] + lines : lines
        var written = 0
        do throws(AuditError) {
            try Self.write(bytes, to: descriptor, &written)
        } catch {
            isTorn = isTorn || written > 0
            throw error
        }
        isTorn = false
    }

    /// `offset` tells how many bytes went out, also when it throws.
    private static func write(_ bytes: [UInt8], to descriptor: Int32, _ offset: inout Int) throws(AuditError) {
        while offset < bytes.count {
            let written = bytes[offset...].withUnsafeBytes { writeBytes(descriptor, $0.baseAddress, $0.count) }
            if written > 0 {
                offset += written
            } else if written == 0 || errno != EINTR && errno != EAGAIN {
                throw AuditError("the audit record can't be written: \(String(cString: strerror(errno)))")
            } else if errno == EAGAIN {
                // Whoever shares a pipe or terminal with us may have made it non-blocking.
                var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&ready, 1, -1)
            }
        }
    }
}

private func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
