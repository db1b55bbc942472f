public import Encodings
internal import Glibc

/// The file that holds a key ring: readable and writable by its owner alone.
public struct KeyRingFile: Hashable, Sendable {
    /// Path of the file.
    public let path: String

    /// Names a file; nothing is read.
    public init(path: String) { self.path = path }

    /// Reads the ring.
    ///
    /// Throws `ConfigurationError` when the file is missing, is not a plain file, can be read or written by anyone but
    /// its owner, belongs to another user than root or the process's own, or holds no ring.
    ///
    /// - Parameter groupReads: whether its group may read it as well.
    public func read(groupReads: Bool = false) throws(ConfigurationError) -> KeyRing {
        var bytes = try SecretFileReader(groupReads: groupReads).read(path)
        defer { bytes.withUnsafeMutableBytes { Zeroing.zero($0) } }
        do {
            return try KeyRing(json: bytes)
        } catch {
            throw ConfigurationError(path, error.description)
        }
    }

    /// Writes a new file with mode 0600 and brings it to disk.
    ///
    /// Throws `ConfigurationError` when there is a file already: keys are never overwritten by accident.
    public func create(_ ring: KeyRing) throws(ConfigurationError) {
        try write(ring, to: path)
        syncFolder()
    }

    /// Replaces the file by one with the new ring in one step: readers see the old ring or the new one.
    ///
    /// Throws `ConfigurationError` when there is no file yet, or it cannot be replaced.
    public func replace(with ring: KeyRing) throws(ConfigurationError) {
        guard access(path, F_OK) == 0 else { throw failure("cannot be replaced") }
        let temporary = "\(path).new-\(getpid())"
        try write(ring, to: temporary)
        guard rename(temporary, path) == 0 else {
            let error = failure("cannot be replaced")
            unlink(temporary)
            throw error
        }
        syncFolder()
    }

    private func write(_ ring: KeyRing, to path: String) throws(ConfigurationError) {
        var bytes = try ring.json()
        defer { bytes.withUnsafeMutableBytes { Zeroing.zero($0) } }
        do throws(OwnerOnlyFile.Failure) {
            try OwnerOnlyFile.make(path, holding: bytes)
        } catch {
            throw failure(error.code == EEXIST ? "is there already" : "cannot be \(error.step.rawValue)", error.code)
        }
    }

    private func syncFolder() {
        let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map {
            $0 == path.startIndex ? "/" : String(path[..<$0])
        }
        Descriptor.sync(folder: folder ?? ".")
    }

    private func failure(_ what: String, _ code: Int32 = errno) -> ConfigurationError {
        ConfigurationError(path, "\(what): \(String(cString: strerror(code)))")
    }
}
