import Foundation
import Glibc
import Keys

/// The file that audit records are appended to, open for writing.
///
/// It is looked after between whole writes, so that no record is lost or in two files: one that was moved away is opened anew, one
/// that is full is set aside, and a line that was left half-written is ended before the next record. Room on its disk is held for
/// records that are promised.
struct AuditFile: ~Copyable {
    private let path: String
    private let synchronous: Bool
    private let rotation: AuditRotation?
    private let clock: @Sendable () -> Date
    private let complain: @Sendable (String) -> Void
    private var handle: Handle
    private let room: HeldRoom
    /// The last record could not be appended: the next promise tries first.
    private var hasFailed = false
    private var lookedAt: ContinuousClock.Instant?
    /// Setting aside failed before; said once.
    private var isStuck = false

    /// - Parameter complain: told when files can't be set aside or removed; records are kept all the same.
    /// - Throws: `AuditError` when the file can't be opened for appending, or could never be set aside.
    init(
        path: String, synchronous: Bool, rotation: AuditRotation?,
        clock: @escaping @Sendable () -> Date, complain: @escaping @Sendable (String) -> Void,
        allocate: @escaping HeldRoom.Allocate = HeldRoom.system
    ) throws(AuditError) {
        try Self.checkThatNobodyElseWrites(path)
        let handle = try Handle.open(path, synchronous: synchronous)
        if rotation != nil { try Self.checkThatItCanBeSetAside(path) }
        self.path = path
        self.synchronous = synchronous
        self.rotation = rotation
        self.clock = clock
        self.complain = complain
        self.handle = handle
        room = HeldRoom(folder: AuditFileSeries(current: path).folder, allocate: allocate)
    }

    /// Appends one or several whole lines, each with its line break, in one file.
    ///
    /// When it throws, part of them may be there; the next ones begin on a line of their own.
    ///
    /// - Parameter isPromised: room is held for them, and used when the disk is full.
    mutating func append(_ lines: [UInt8], isPromised: Bool) throws(AuditError) {
        do throws(AuditError) {
            try settle(before: lines.count)
            try handle.append(lines, makeRoom: { [room] in isPromised && room.giveBack() })
            if synchronous { try handle.waitForDisk() }
            hasFailed = false
        } catch {
            hasFailed = true
            throw error
        }
    }

    /// Promises that one further record can be appended, as far as anybody can tell; to be released.
    ///
    /// A disk may still break. Whether the file is there is looked at once a second.
    mutating func promise() throws(AuditError) {
        let now = ContinuousClock.now
        if lookedAt.map({ now - $0 >= .seconds(1) }) ?? true {
            try settle(before: 0)
            lookedAt = now
        }
        try room.promise()
        guard hasFailed else { return }
        do throws(AuditError) {
            // An empty line says nothing, and nothing less shows that the file can be written again.
            try append([0x0A], isPromised: false)
        } catch {
            room.release()
            throw error
        }
    }

    /// A promise has been kept, or is not needed any more.
    func release() { room.release() }

    /// Follows a file that was moved away, and sets one aside that has no room for so many bytes.
    private mutating func settle(before count: Int) throws(AuditError) {
        var status = stat()
        if stat(path, &status) != 0 || FileIdentity(status) != handle.identity {
            try reopen()
            status = handle.status
        }
        guard let rotation, status.st_size > 0, Int(status.st_size) > rotation.maximumBytes - count else { return }
        try setAside(rotation)
    }

    private mutating func reopen() throws(AuditError) {
        handle = try Handle.open(path, synchronous: synchronous)
        room.follow(handle.identity)
    }

    /// A file that can't be renamed is written on: a trail that is too long is better than none.
    private mutating func setAside(_ rotation: AuditRotation) throws(AuditError) {
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

    private static func checkThatNobodyElseWrites(_ path: String) throws(AuditError) {
        let folder = AuditFileSeries(current: path).folder
        if let fault = FileTrust.fault(ofSharedFolder: folder) { throw AuditError(fault) }
        if let fault = FileTrust.fault(of: path, remedy: "chmod 600") { throw AuditError(fault) }
    }

    private static func checkThatItCanBeSetAside(_ path: String) throws(AuditError) {
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
        let identity: FileIdentity
        private var output: LineOutput

        static func open(_ path: String, synchronous: Bool) throws(AuditError) -> Handle {
            // Not blocking: a pipe in the file's place would hold whoever opens it until somebody reads.
            let file = try OpenFile(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK)
            let status = file.status
            guard status.st_mode & S_IFMT == S_IFREG else { throw AuditError("\(path) is no regular file any more") }
            // A file that was just made is lost with the power as long as its folder is not on the disk.
            if synchronous {
                try OpenFile(AuditFileSeries(current: path).folder, O_RDONLY | O_DIRECTORY).waitForDisk(fsync)
            }
            let isTorn = status.st_size > 0 && lastByte(of: path, size: status.st_size) != 0x0A
            return Handle(file: file, identity: FileIdentity(status), output: LineOutput(isTorn: isTorn))
        }

        var status: stat { file.status }

        mutating func append(_ lines: [UInt8], makeRoom: () -> Bool) throws(AuditError) {
            try output.append(lines, to: file.descriptor, makeRoom: makeRoom)
        }

        func waitForDisk() throws(AuditError) { try file.waitForDisk() }

        /// Nil when it can't be read.
        private static func lastByte(of path: String, size: off_t) -> UInt8? {
            guard let file = try? OpenFile(path, O_RDONLY) else { return nil }
            var byte: UInt8 = 0
            return pread(file.descriptor, &byte, 1, size - 1) == 1 ? byte : nil
        }
    }
}
