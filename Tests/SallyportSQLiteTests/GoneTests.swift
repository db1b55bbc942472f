import Accounts
import Encodings
import Foundation
import SallyportSQLite
import Synchronization
import Testing

/// A clock that goes when it is told to.
private final class Seconds: Sendable {
    private let instant = Mutex(ContinuousClock.now)
    var now: ContinuousClock.Instant { instant.withLock(\.self) }
    func pass(_ count: Int) { instant.withLock { $0 += .seconds(count) } }
}

@Suite("Files that are taken away from an open store")
struct GoneTests {
    private let parent: TemporaryDirectory
    private let folder: String
    private let path: String
    private let seconds = Seconds()

    init() throws {
        parent = try TemporaryDirectory()
        folder = parent.path("data")
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        path = folder + "/store.sqlite"
    }

    private func store() throws -> SQLiteFederationStore {
        let seconds = seconds
        return try SQLiteFederationStore(path: path, monotonicClock: { seconds.now })
    }

    private func code(_ body: () async throws -> Void) async -> StoreError.Code? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? StoreError)?.code
        }
    }

    /// Everything that one can ask a store.
    private func codes(of store: SQLiteFederationStore) async throws -> [StoreError.Code?] {
        let revocation = Revocation(target: .session(accessKeyID: "ASIA"), issuedAtOrBefore: Fixture.start)
        let use = try Fixture.use(1)
        let lastUse = EntityUse(
            uniqueID: "AROA", instant: Timestamp(roundingDown: Fixture.start), service: "sts", region: "us-east-1")
        return [
            await code { _ = try await store.redeem(use, at: Fixture.start) },
            await code { try await store.revoke(revocation) },
            await code { try await store.withdrawRevocation(of: revocation.target) },
            await code { try await store.sweep(at: Fixture.start) },
            await code { try await store.record([lastUse]) },
            await code { try await store.writeEntities { _ in } },
            await code { try await store.readEntities { _ in } },
            await code { try await store.lookUpEntities { _ in } },
            await code { _ = try await store.revocations() },
            await code { _ = try await store.entityVersions() },
            await code { _ = try await store.highestInstant() },
        ]
    }

    enum Loss: String, CaseIterable {
        case deleted, movedAway, replaced, logDeleted, logReplaced, indexDeleted, allDeleted
        case folderMoved, folderReplaced
    }

    private func lose(_ loss: Loss) throws {
        let files = FileManager.default
        func replace(_ file: String) throws {
            try files.copyItem(atPath: file, toPath: file + ".copy")
            try #require(rename(file + ".copy", file) == 0)
        }
        switch loss {
        case .deleted: try files.removeItem(atPath: path)
        case .movedAway: try files.moveItem(atPath: path, toPath: path + ".old")
        case .replaced: try replace(path)
        case .logDeleted: try files.removeItem(atPath: path + "-wal")
        case .logReplaced: try replace(path + "-wal")
        case .indexDeleted: try files.removeItem(atPath: path + "-shm")
        case .allDeleted: for suffix in ["", "-wal", "-shm"] { try files.removeItem(atPath: path + suffix) }
        case .folderMoved: try files.moveItem(atPath: folder, toPath: folder + ".old")
        case .folderReplaced:
            try files.moveItem(atPath: folder, toPath: folder + ".old")
            try files.copyItem(atPath: folder + ".old", toPath: folder)
        }
    }

    @Test(arguments: Loss.allCases) func nothingIsAnsweredAnyMore(_ loss: Loss) async throws {
        let store = try store()
        #expect(try await codes(of: store).allSatisfy { $0 == nil })
        try lose(loss)
        seconds.pass(2)
        #expect(try await codes(of: store).allSatisfy { $0 == .gone })
    }

    /// What is read from memory for a second may be answered for a second.
    @Test func aWriteIsRefusedAtOnce() async throws {
        let store = try store()
        _ = try await store.redeem(Fixture.use(1), at: Fixture.start)
        try lose(.deleted)
        #expect(await code { _ = try await store.redeem(Fixture.use(2), at: Fixture.start) } == .gone)
        #expect(await code { _ = try await store.revocations() } == .gone)
    }

    @Test func writesThatShareATransactionAreAllRefused() async throws {
        let store = try store()
        try lose(.deleted)
        let refused = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<100 as Range<UInt32> {
                group.addTask {
                    await code { _ = try await store.redeem(Fixture.use(number), at: Fixture.start) } == .gone
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(refused == 100)
    }

    /// Meanwhile another process may have made a store in its place, and answered from that.
    @Test func whatIsPutBackCountsAfterANewStartAlone() async throws {
        let first = try store()
        _ = try await first.redeem(Fixture.use(1), at: Fixture.start)
        try lose(.folderMoved)
        #expect(await code { _ = try await first.redeem(Fixture.use(2), at: Fixture.start) } == .gone)
        try FileManager.default.moveItem(atPath: folder + ".old", toPath: folder)
        seconds.pass(2)
        #expect(await code { _ = try await first.redeem(Fixture.use(3), at: Fixture.start) } == .gone)
        try first.close()
        let second = try store()
        let usedAt = Timestamp(roundingDown: Fixture.start)
        #expect(try await second.redeem(Fixture.use(1), at: Fixture.start) == .alreadyUsed(at: usedAt))
        #expect(!second.isNew)
    }

    @Test func theMessageSaysWhatToDo() async throws {
        let store = try store()
        try lose(.logDeleted)
        let use = try Fixture.use(1)
        do throws(StoreError) {
            _ = try await store.redeem(use, at: Fixture.start)
            Issue.record("recorded in a file that nobody will find")
        } catch {
            #expect(error.message.hasPrefix("\(path)-wal was deleted, moved or replaced"))
            #expect(error.message.contains("start anew"))
        }
    }

    @Test func whatOthersDoBesideItIsNoLoss() async throws {
        let store = try store()
        for round in 0..<3 as Range<UInt32> {
            let other = try SQLiteFederationStore(path: path)
            _ = try await other.redeem(Fixture.use(round), at: Fixture.start)
            try other.close()
            try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: path)
            try FileManager.default.setAttributes(
                [.modificationDate: Fixture.start, .posixPermissions: 0o600], ofItemAtPath: path)
            try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/beside-\(round)"))
            seconds.pass(2)
            #expect(try await codes(of: store).allSatisfy { $0 == nil })
        }
    }

    // MARK: New stores

    @Test func aNewStoreSaysThatItIsNew() async throws {
        let first = try store()
        #expect(first.isNew)
        try first.close()
        let second = try store()
        #expect(!second.isNew)
        try second.close()
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        try Data().write(to: URL(fileURLWithPath: path))
        #expect(try store().isNew)
    }

    // MARK: Who else can write

    @Test(arguments: [0o770, 0o720, 0o707, 0o777, 0o1777])
    func aFolderThatOthersCanWriteIsRefused(_ mode: Int) async throws {
        try store().close()
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder)
        for open in [{ _ = try store() }, { try SQLiteFederationStore.checkPermissions(path: path) }] {
            let error = #expect(throws: StoreError.self) { try open() }
            #expect(error?.message.contains(String(mode, radix: 8)) == true)
            #expect(error?.message.contains("chmod 700 \(folder)") == true)
        }
    }

    @Test(arguments: [0o700, 0o750, 0o755]) func aFolderThatOthersCanReadIsTaken(_ mode: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder)
        try SQLiteFederationStore.checkPermissions(path: path)
        try store().close()
    }

    @Test(arguments: [0o666, 0o620, 0o602]) func aFileThatOthersCanWriteIsRefused(_ mode: Int) throws {
        try store().close()
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        let error = #expect(throws: StoreError.self) { try store() }
        #expect(error?.message.contains("chmod 600 \(path)") == true)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        try store().close()
    }
}
