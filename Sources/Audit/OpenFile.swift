import Glibc

/// A descriptor with its owner.
package struct OpenFile: ~Copyable, Sendable {
    let descriptor: Int32

    /// Takes a descriptor over, and closes it in the end.
    init(descriptor: Int32) { self.descriptor = descriptor }

    init(_ path: String, _ flags: Int32) throws(AuditError) {
        let descriptor = open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw AuditError("\(path) can't be opened: \(String(cString: strerror(errno)))")
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    var status: stat {
        var status = stat()
        fstat(descriptor, &status)
        return status
    }

    func waitForDisk(_ sync: (Int32) -> Int32 = fdatasync) throws(AuditError) {
        guard sync(descriptor) == 0 else {
            throw AuditError("the audit record can't be brought to disk: \(String(cString: strerror(errno)))")
        }
    }
}
