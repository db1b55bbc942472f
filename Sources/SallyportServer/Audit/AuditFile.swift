import Federation
import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The file that audit records are appended to, open for writing.
///
/// It is looked after between whole writes, so that no record is lost or in two files: one that was moved away is opened anew, one
/// that is full is set aside, and a line that was left half-written is ended before the next record.
struct AuditFile: ~Copyable {
    private let path: String
    private let synchronous: Bool
    private let rotation: ServerConfiguration.Audit.Rotation?
    private let clock: @Sendable () -> Date
    private let complain: @Sendable (String) -> Void
    private var handle: Handle
    /// Setting aside failed before; said once.
    private var isStuck = false

    /// - Parameter complain: told when files can't be set aside or removed; records are kept all the same.
    /// - Throws: `AuditError` when the file can't be opened for appending, or could never be set aside.
    init(
        path: String, synchronous: Bool, rotation: ServerConfiguration.Audit.Rotation?,
        clock: @escaping @Sendable () -> Date, complain: @escaping @Sendable (String) -> Void
    ) throws(AuditError) {
        let handle = try Handle.open(path, synchronous: synchronous)
        if rotation != nil { try Self.checkThatItCanBeSetAside(path, handle.identity) }
        self.path = path
        self.synchronous = synchronous
        self.rotation = rotation
        self.clock = clock
        self.complain = complain
        self.handle = handle
    }

    /// Appends one or several whole lines, each with its line break, in one file.
    ///
    /// When it throws, part of them may be there; the next ones begin on a line of their own.
    mutating func append(_ lines: [UInt8]) throws(AuditError) {
        try settle(before: lines.count)
        try handle.append(lines)
        if synchronous { try handle.waitForDisk() }
    }

    /// Follows a file that was moved away, and makes room for so many bytes.
    private mutating func settle(before count: Int) throws(AuditError) {
        guard let identity = handle.identity else { return }
        var status = stat()
        if stat(path, &status) != 0 || FileIdentity(status) != identity {
            try reopen()
            status = handle.status
        }
        guard let rotation, status.st_size > 0, Int(status.st_size) > rotation.maximumBytes - count else { return }
        try setAside(rotation)
    }

    private mutating func reopen() throws(AuditError) {
        handle = try Handle.open(path, synchronous: synchronous)
    }

    /// A file that can't be renamed is written on: a trail that is too long is better than none.
    private mutating func setAside(_ rotation: ServerConfiguration.Audit.Rotation) throws(AuditError) {
        let series = AuditFileSeries(current: path)
        do throws(AuditError) {
            _ = try series.setAside(at: clock())
            isStuck = false
        } catch {
            if !isStuck { complain("\(error); it grows beyond its size") }
            isStuck = true
            return
        }
        try reopen()
        guard let count = rotation.keep else { return }
        do throws(AuditError) {
            try series.remove(beyond: count)
        } catch {
            complain(error.description)
        }
    }

    private static func checkThatItCanBeSetAside(_ path: String, _ identity: FileIdentity?) throws(AuditError) {
        guard identity != nil else {
            throw AuditError("\(path) is no regular file and can't be set aside (maxFileBytes)")
        }
        let folder = AuditFileSeries(current: path).folder
        guard access(folder, W_OK | X_OK) == 0 else {
            throw AuditError(
                "files can't be set aside in \(folder) (maxFileBytes): \(String(cString: strerror(errno)))")
        }
    }
}

extension AuditFile {
    /// An open file and whether its last line is whole.
    struct Handle: ~Copyable {
        private let file: OpenFile
        /// Nil for what is no regular file, such as a pipe.
        let identity: FileIdentity?
        private var output: LineOutput

        static func open(_ path: String, synchronous: Bool) throws(AuditError) -> Handle {
            let file = try OpenFile(path, O_WRONLY | O_APPEND | O_CREAT)
            let status = file.status
            guard status.st_mode & S_IFMT == S_IFREG else {
                return Handle(file: file, identity: nil, output: LineOutput())
            }
            // A file that was just made is lost with the power as long as its folder is not on the disk.
            if synchronous {
                try OpenFile(AuditFileSeries(current: path).folder, O_RDONLY | O_DIRECTORY).waitForDisk(fsync)
            }
            let isTorn = status.st_size > 0 && lastByte(of: path, size: status.st_size) != 0x0A
            return Handle(file: file, identity: FileIdentity(status), output: LineOutput(isTorn: isTorn))
        }

        var status: stat { file.status }

        mutating func append(_ lines: [UInt8]) throws(AuditError) { try output.append(lines, to: file.descriptor) }

        func waitForDisk() throws(AuditError) {
            if identity != nil { try file.waitForDisk() }
        }

        /// Nil when it can't be read.
        private static func lastByte(of path: String, size: off_t) -> UInt8? {
            guard let file = try? OpenFile(path, O_RDONLY) else { return nil }
            var byte: UInt8 = 0
            return pread(file.descriptor, &byte, 1, size - 1) == 1 ? byte : nil
        }
    }

    /// A descriptor with its owner.
    struct OpenFile: ~Copyable {
        let descriptor: Int32

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
}
