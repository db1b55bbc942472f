import Accounts
import Encodings
import Foundation
import Keys
import Sessions
import Synchronization
import Testing

@testable import Audit
@testable import SallyportServer

/// A disk that has room or has none.
private final class Disk: Sendable {
    private let state = Mutex<(free: Int, asked: Int)>((.max, 0))
    /// Bytes that a file can have.
    var free: Int {
        get { state.withLock { $0.free } }
        set { state.withLock { $0.free = newValue } }
    }
    /// How often it was asked for room.
    var asked: Int { state.withLock { $0.asked } }

    func allocate(_ descriptor: Int32, _ bytes: Int) -> Int32 {
        state.withLock { state in
            state.asked += 1
            return bytes <= state.free ? 0 : ENOSPC
        }
    }
}

@Suite("Room that is held for records")
struct HeldRoomTests {
    private let folder: TemporaryFolder
    private let disk = Disk()

    init() throws { folder = try TemporaryFolder() }

    private func room() -> HeldRoom {
        let disk = disk
        return HeldRoom(folder: folder.path, allocate: { disk.allocate($0, $1) })
    }

    @Test func isAskedForInSteps() throws {
        let room = room()
        for _ in 0..<(HeldRoom.step / HeldRoom.share) { try room.promise() }
        #expect(disk.asked == 1)
        try room.promise()
        #expect(disk.asked == 2)
        #expect(room.bytes == 2 * HeldRoom.step)
        for _ in 0...(HeldRoom.step / HeldRoom.share) { room.release() }
        #expect(room.bytes == HeldRoom.step)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func whereThereIsLittleThatMuchIsPromised() throws {
        disk.free = 2 * HeldRoom.least
        let room = room()
        for _ in 0..<(2 * HeldRoom.least / HeldRoom.share) { try room.promise() }
        #expect(throws: AuditError.self) { try room.promise() }
        room.release()
        try room.promise()
    }

    @Test func whatWentBackToTheDiskIsHeldAgainFirst() throws {
        let room = room()
        try room.promise()
        disk.free = 0
        var count = 0
        while room.giveBack() { count += 1 }
        #expect(count == HeldRoom.step / HeldRoom.share)
        room.release()
        #expect(throws: AuditError.self) { try room.promise() }
        disk.free = HeldRoom.least
        try room.promise()
        #expect(room.bytes == HeldRoom.least)
    }

    @Test(arguments: [EOPNOTSUPP, ENOSYS, EINVAL]) func aFileSystemThatCannotHoldAnyPromisesTheAttempt(_ code: Int32)
        throws
    {
        let room = HeldRoom(folder: folder.path, allocate: { _, _ in code })
        try room.promise()
        #expect(!room.giveBack())
    }

    @Test func theSystemHoldsBlocks() throws {
        let file = try OpenFile(folder.path + "/f", O_RDWR | O_CREAT)
        #expect(HeldRoom.system(file.descriptor, 65_536) == 0)
        #expect(file.status.st_blocks * 512 >= 65_536)
    }

    @Test func aFullDiskIsAskedForRoomWhileThereIsAny() throws {
        let full = try OpenFile("/dev/full", O_WRONLY)
        var output = LineOutput()
        var left = 3
        #expect(throws: AuditError.self) {
            try output.append([0x0A], to: full.descriptor) {
                left -= 1
                return left > 0
            }
        }
        #expect(left == 0)
        #expect(!output.isTorn)
    }

    // MARK: The sink

    private func event(_ id: String) -> AuditEvent {
        AuditEvent(
            eventID: id, eventTime: Timestamp(roundingDown: Site.now), eventSource: "sts.amazonaws.com", eventName: "X",
            call: CallContext(requestID: "r"), partition: .aws, userIdentity: .unknown)
    }

    @Test func theSinkPromisesNothingOnAFullDisk() async throws {
        let (disk, report) = (disk, Report())
        let sink = try FileAuditSink(
            file: folder.path + "/audit.jsonl", standardOutput: nil, synchronous: false,
            complain: { report.add($0) }, recover: { report.add("again") }, allocate: { disk.allocate($0, $1) })
        disk.free = 0
        for _ in 0..<2 { await #expect(throws: AuditError.self) { _ = try await sink.reserve() } }
        // Who needs no promise is written as long as that is possible.
        try await sink.record(event("1"))
        await #expect(throws: AuditError.self) { _ = try await sink.reserve() }
        disk.free = .max
        let room = try await sink.reserve()
        try await sink.record([event("2")], in: room)
        let lines = try String(contentsOfFile: folder.path + "/audit.jsonl", encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(report.all.count == 2)
        #expect(report.all.last == "again")
    }

    @Test func aFileThatIsGoneIsNoticedBeforeAnythingIsPromised() async throws {
        let logs = folder.path + "/logs"
        try FileManager.default.createDirectory(atPath: logs, withIntermediateDirectories: false)
        let sink = try FileAuditSink(file: logs + "/audit.jsonl", standardOutput: nil, synchronous: false)
        try FileManager.default.moveItem(atPath: logs, toPath: logs + ".old")
        await #expect(throws: AuditError.self) { _ = try await sink.reserve() }
        try FileManager.default.moveItem(atPath: logs + ".old", toPath: logs)
        try await sink.record([event("1")], in: try await sink.reserve())
    }

    // MARK: Who else can write

    @Test(arguments: [0o777, 0o707, 0o702])
    func aFolderThatEverybodyCanWriteIsRefused(_ mode: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.path)
        let error = #expect(throws: AuditError.self) {
            try FileAuditSink(file: folder.path + "/audit.jsonl", standardOutput: nil, synchronous: false)
        }
        #expect(error?.description.contains(String(mode, radix: 8)) == true)
        #expect(error?.description.contains("chmod o-w \(folder.path)") == true)
    }

    @Test(arguments: [0o700, 0o750, 0o755, 0o775, 0o1777])
    func aFolderOfAGroupIsTaken(_ mode: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.path)
        _ = try FileAuditSink(file: folder.path + "/audit.jsonl", standardOutput: nil, synchronous: false)
    }

    @Test(arguments: [(0o620, false), (0o602, false), (0o644, true), (0o600, true)])
    func aFileThatOthersCanWriteIsRefused(_ mode: Int, _ isTaken: Bool) throws {
        let path = try folder.write("audit.jsonl", "", mode: mode)
        if isTaken {
            _ = try FileAuditSink(file: path, standardOutput: nil, synchronous: false)
        } else {
            #expect(throws: AuditError.self) {
                try FileAuditSink(file: path, standardOutput: nil, synchronous: false)
            }
        }
    }

    @Test func whatBelongsToAnotherUserIsRefused() throws {
        // Only root can give a file away.
        guard geteuid() == 0 else { return }
        let path = try folder.write("audit.jsonl", "")
        #expect(FileTrust.fault(of: path, remedy: "chmod 600") == nil)
        try #require(chown(path, 12_345, 12_345) == 0)
        #expect(FileTrust.fault(of: path, remedy: "chmod 600")?.contains("belongs to user 12345") == true)
        // Nor does a link of another user make it ours.
        let link = folder.path + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder.path + "/other")
        try folder.write("other", "")
        #expect(FileTrust.fault(of: link, remedy: "chmod 600") == nil)
        try #require(lchown(link, 12_345, 12_345) == 0)
        #expect(FileTrust.fault(of: link, remedy: "chmod 600")?.contains("belongs to user 12345") == true)
    }
}
