import Glibc
import Keys

/// Lines for the standard output, handed over in large pieces.
package struct OutputBuffer {
    /// Nobody reads any more, as when `head` has seen enough.
    package struct Closed: Error {}

    private var bytes: [UInt8] = []

    package init() {}

    package mutating func write(_ line: some Sequence<UInt8>) throws {
        bytes.append(contentsOf: line)
        bytes.append(0x0A)
        if bytes.count >= 65_536 { try flush() }
    }

    package mutating func flush() throws {
        let code = Descriptor.write(bytes, to: STDOUT_FILENO)
        if code == EPIPE { throw Closed() }
        guard code == 0 else {
            throw Terminal.fail("the standard output can't be written: \(String(cString: strerror(code)))")
        }
        bytes.removeAll(keepingCapacity: true)
    }
}
