import Accounts
import Encodings
import Foundation
import SallyportSQLite
import Testing

@Suite("Copies, and what is made of them")
struct BackupTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteFederationStore
    /// When a store is made of a copy.
    private let restoredAt = Fixture.start.addingTimeInterval(60)

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteFederationStore(path: directory.path())
    }

    private func use(_ number: UInt32, until seconds: TimeInterval) throws -> OneTimeUse {
        try Fixture.use(number, lasting: seconds)
    }

    private func restore() throws -> SQLiteFederationStore {
        _ = try SQLiteBackup.restore(directory.path("copy"), to: directory.path("restored.sqlite"), at: restoredAt)
        return try SQLiteFederationStore(path: directory.path("restored.sqlite"))
    }

    private func code(_ body: () throws -> Void) -> StoreError.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? StoreError)?.code
        }
    }

    @Test("a copy of a store in use is whole, in one file that its owner alone can read")
    func copy() async throws {
        #expect(try await store.redeem(use(1, until: 601), at: Fixture.start) == .recorded)
        let target = RevocationTarget.session(accessKeyID: "ASIAEXAMPLE")
        try await store.revoke(Revocation(target: target, issuedAtOrBefore: Fixture.start))
        let contents = try SQLiteBackup.make(of: directory.path(), to: directory.path("copy"))
        #expect(contents.oneTimeUses == 1 && contents.revocations == 1 && contents.entities == 0)
        #expect(try SQLiteBackup.look(at: directory.path("copy")) == contents)
        let attributes = try FileManager.default.attributesOfItem(atPath: directory.path("copy"))
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        #expect(!FileManager.default.fileExists(atPath: directory.path("copy-wal")))
        // The store goes on.
        #expect(try await store.redeem(use(2, until: 601), at: Fixture.start) == .recorded)
        #expect(try await restore().revocations().count == 1)
    }

    @Test("what was issued until the restore is refused, whatever the copy knows of it")
    func lostUses() async throws {
        #expect(try await store.redeem(use(1, until: 601), at: Fixture.start) == .recorded)
        _ = try SQLiteBackup.make(of: directory.path(), to: directory.path("copy"))
        #expect(try await store.redeem(use(2, until: 602), at: Fixture.start) == .recorded)
        let restored = try restore()
        guard case .alreadyUsed = try await restored.redeem(use(1, until: 601), at: restoredAt) else {
            Issue.record("used before the copy")
            return
        }
        // Issued just before the restore: a response, and a token of a sign-in.
        for last in [602, 60 + 601, 59 + SQLiteBackup.longestUse] as [TimeInterval] {
            guard case .forgotten = try await restored.redeem(use(3, until: last), at: restoredAt) else {
                Issue.record("taken: \(last)")
                return
            }
        }
        let later = restoredAt.addingTimeInterval(300)
        #expect(try await restored.redeem(use(4, until: 361 + 601), at: later) == .recorded)
    }

    @Test("portal sessions of the copy are over after a restore: who has signed out since then is not known")
    func portalSessions() async throws {
        let id = [UInt8](repeating: 1, count: KeptPortalSession.digestLength)
        let start = Timestamp(roundingDown: Fixture.start)
        let session = KeptPortalSession(
            id: id, subject: id, createdAt: start, expiresAt: start.advanced(bySeconds: 3_600), sealed: [1])
        let limits = PortalSessionLimits(subject: 8, all: 10)
        #expect(try await store.begin(session, using: nil, limits: limits) == .begun)
        _ = try SQLiteBackup.make(of: directory.path(), to: directory.path("copy"))
        #expect(try await restore().sealedPortalSession(id) == nil)
        #expect(try await store.sealedPortalSession(id) == [1])
    }

    @Test("refused: a store or file that is there, one that is not, and what is no copy")
    func refusals() throws {
        _ = try SQLiteBackup.make(of: directory.path(), to: directory.path("copy"))
        let copy = directory.path("copy")
        #expect(code { _ = try SQLiteBackup.make(of: directory.path(), to: copy) } == .unavailable)
        #expect(
            code { _ = try SQLiteBackup.make(of: directory.path("none"), to: directory.path("new")) } == .unavailable)
        #expect(code { _ = try SQLiteBackup.restore(copy, to: directory.path(), at: restoredAt) } == .unavailable)
        let new = directory.path("new.sqlite")
        #expect(code { _ = try SQLiteBackup.restore(directory.path("none"), to: new, at: restoredAt) } == .unavailable)
        try Data("-wal".utf8).write(to: directory.url.appendingPathComponent("other.sqlite-wal"))
        #expect(
            code { _ = try SQLiteBackup.restore(copy, to: directory.path("other.sqlite"), at: restoredAt) }
                == .unavailable)
        for bytes in [Data(), Data(repeating: 0x41, count: 10_000)] {
            try bytes.write(to: directory.url.appendingPathComponent("foreign"))
            #expect(
                code { _ = try SQLiteBackup.restore(directory.path("foreign"), to: new, at: restoredAt) } == .corrupt)
        }
        #expect(!FileManager.default.fileExists(atPath: new))
        #expect(!FileManager.default.fileExists(atPath: new + ".restoring"))
    }

    @Test("refused: a copy that was cut off or changed")
    func broken() throws {
        _ = try SQLiteBackup.make(of: directory.path(), to: directory.path("copy"))
        let whole = try Data(contentsOf: URL(fileURLWithPath: directory.path("copy")))
        var changed = whole
        // The page of the schema.
        for index in 100..<140 { changed[index] = 0xFF }
        for bytes in [whole.prefix(whole.count / 2), whole.prefix(5_000), changed] {
            try bytes.write(to: directory.url.appendingPathComponent("broken"))
            let new = directory.path("new.sqlite")
            #expect(code { _ = try SQLiteBackup.restore(directory.path("broken"), to: new, at: restoredAt) } != nil)
            #expect(!FileManager.default.fileExists(atPath: new))
        }
    }
}
