import Foundation
import Glibc
import Keys

/// Room on the disk of the audit file that is held for records that were promised.
///
/// A file without a name takes it up. When the disk is full and a promised record comes, some of it goes back to the disk.
/// It is beside the audit file rather than behind its end: that one may be moved away, cut short or set aside, another process may
/// append to it, and what it would have been made larger by would stay with each file that was set aside.
///
/// Not for several threads at once: the sink's lock is around it.
package final class HeldRoom {
    /// Gives a file so many bytes on the disk; 0, or the code of the error.
    package typealias Allocate = @Sendable (_ descriptor: Int32, _ bytes: Int) -> Int32

    /// Bytes for each record that is promised: most are much shorter, and all share what there is.
    static let share = 8_192
    /// Bytes that are held at least, for one long record.
    static let least = 32_768
    /// Bytes that are held at once where there is room, so that hardly a request has to ask for more.
    static let step = 1_048_576

    private let folder: String
    private let allocate: Allocate
    private var file: OpenFile?
    private var identity: FileIdentity?
    /// Bytes that are held.
    private(set) var bytes = 0
    /// Records that are promised.
    private var promised = 0
    /// This file system can't hold room, or this folder takes no file of ours: then nothing is promised but the attempt.
    private var isUnsupported = false

    init(folder: String, allocate: @escaping Allocate = HeldRoom.system) {
        self.folder = folder
        self.allocate = allocate
    }

    /// Promises room for one further record.
    func promise() throws(AuditError) {
        if !isUnsupported { try hold(max(Self.least, (promised + 1) * Self.share)) }
        promised += 1
    }

    /// A promise has been kept, or is not needed any more.
    func release() {
        promised -= 1
        // What a crowd needed is not held for ever.
        if promised == 0, bytes > Self.step { shrink(to: Self.step) }
    }

    /// Gives some of the room back to the disk; false when there is none.
    func giveBack() -> Bool {
        guard bytes > 0 else { return false }
        return shrink(to: max(0, bytes - Self.share))
    }

    /// Begins anew when the audit file is on another file system than before.
    func follow(_ audit: FileIdentity) {
        guard let identity, !identity.isOnDevice(of: audit) else { return }
        file = nil
        self.identity = nil
        bytes = 0
        isUnsupported = false
    }

    private func hold(_ needed: Int) throws(AuditError) {
        guard bytes < needed else { return }
        try openFile()
        guard !isUnsupported else { return }
        let steps = (needed + Self.step - 1) / Self.step * Self.step
        var code = grow(to: steps)
        if code != 0 { code = grow(to: needed) }
        switch code {
        case 0: return
        case EOPNOTSUPP, ENOSYS, EINVAL: isUnsupported = true
        default:
            throw AuditError("there is no room for further records in \(folder): \(String(cString: strerror(code)))")
        }
    }

    private func grow(to count: Int) -> Int32 {
        guard let descriptor = file?.descriptor else { return EBADF }
        let code = allocate(descriptor, count)
        if code == 0 {
            bytes = count
        } else {
            // Part of it may have been given.
            shrink(to: bytes)
        }
        return code
    }

    @discardableResult
    private func shrink(to count: Int) -> Bool {
        guard let descriptor = file?.descriptor, ftruncate(descriptor, off_t(count)) == 0 else { return false }
        bytes = count
        return true
    }

    private func openFile() throws(AuditError) {
        guard file == nil else { return }
        let path = folder + "/.sallyport-room-\(getpid())-\(UUID().uuidString)"
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let code = errno
            guard code == EACCES || code == EPERM || code == EROFS else {
                throw AuditError("no room can be held in \(folder): \(String(cString: strerror(code)))")
            }
            isUnsupported = true
            return
        }
        unlink(path)
        let file = OpenFile(descriptor: descriptor)
        identity = FileIdentity(file.status)
        self.file = consume file
    }

    /// What the system does: blocks are marked as taken, without anything being written where the file system knows how.
    static let system: Allocate = { descriptor, bytes in posix_fallocate(descriptor, 0, off_t(bytes)) }
}
