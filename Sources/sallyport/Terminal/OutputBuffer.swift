import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Lines for the standard output, handed over in large pieces.
struct OutputBuffer {
    /// Nobody reads any more, as when `head` has seen enough.
    struct Closed: Error {}

    private var bytes: [UInt8] = []

    mutating func write(_ line: some Sequence<UInt8>) throws {
        bytes.append(contentsOf: line)
        bytes.append(0x0A)
        if bytes.count >= 65_536 { try flush() }
    }

    mutating func flush() throws {
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes { Self.write($0) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                if errno == EPIPE { throw Closed() }
                throw Terminal.fail("the standard output can't be written: \(String(cString: strerror(errno)))")
            }
            offset += count
        }
        bytes.removeAll(keepingCapacity: true)
    }

    private static func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.write(STDOUT_FILENO, bytes.baseAddress, bytes.count)
        #else
            Musl.write(STDOUT_FILENO, bytes.baseAddress, bytes.count)
        #endif
    }
}
