package import Encodings
internal import Glibc

/// Reads files that hold a secret: private keys and key rings.
///
/// The one place that judges who else may use them.
package struct SecretFileReader: Sendable {
    /// Whether the group of a file may read it, as where secrets are handed to a container by a group of its own.
    package let groupReads: Bool

    package init(groupReads: Bool = false) { self.groupReads = groupReads }

    /// The bytes of a file, at most `limit`.
    ///
    /// Throws `ConfigurationError` when the file is missing, is not a plain file, can be used by others than its owner (and its
    /// group, when that is allowed), belongs to another user than root or the process's own, or is larger.
    package func read(_ path: String, limit: Int = 1_048_576) throws(ConfigurationError) -> [UInt8] {
        // Not blocking: a FIFO in the file's place must not hang the start.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.failure(path, "cannot be opened") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure(path, "cannot be examined") }
        if let fault = FileTrust.fault(ofSecret: status, groupReads: groupReads) {
            throw ConfigurationError(path, fault)
        }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count, off_t(count))
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw Self.failure(path, "cannot be read") }
            if got == 0 { break }
            count += got
        }
        guard count <= limit else { throw ConfigurationError(path, "is larger than \(limit) bytes") }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    private static func failure(_ path: String, _ what: String) -> ConfigurationError {
        ConfigurationError(path, "\(what): \(String(cString: strerror(errno)))")
    }
}
