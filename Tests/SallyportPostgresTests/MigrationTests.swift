import Accounts
import Encodings
import Foundation
import SallyportPostgres
import SallyportSQLite
import StoreMigration
import Synchronization
import Testing

@Suite("Moving a store")
struct MigrationTests {
    /// A folder that goes away with the test.
    private final class Folder: Sendable {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("sallyport-\(UUID().uuidString)")

        init() throws {
            try FileManager.default.createDirectory(
                at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }

        deinit { try? FileManager.default.removeItem(at: url) }

        func store(_ name: String) throws -> SQLiteFederationStore {
            try SQLiteFederationStore(path: url.appendingPathComponent(name).path, synchronous: .normal)
        }
    }

    private let folder: Folder
    private let source: SQLiteFederationStore

    init() async throws {
        folder = try Folder()
        source = try folder.store("source.sqlite")
        try await Self.fill(source)
    }

    private static func account() throws -> AccountID { try #require(AccountID("111122223333")) }

    private static func user(_ id: String) throws -> EntityRow {
        EntityRow(
            kind: .user, account: try account(), name: "name-\(id)", path: "/a/", uniqueID: id,
            createDate: Timestamp(milliseconds: 5), body: Array("{\"ü\":1}".utf8))
    }

    /// More than two pages, keys before their users by name, and one of everything else.
    private static func fill(_ store: some FederationStore) async throws {
        let users = try (100..<550).map { try user("AIDA\($0)") }
        let key = EntityRow(
            kind: .accessKey, account: try account(), name: "AAAA", uniqueID: "AAAA", owner: "AIDA549",
            createDate: Timestamp(milliseconds: 6), body: [1, 0, 255])
        try await store.writeEntities { writer in
            for row in users + [key] { try await writer.insert(row) }
            try await writer.setDocument([0, 1, 2], of: "AIDA100")
            try await writer.link("AIDA100", .membership, to: "AGPA1")
            try await writer.link("AIDA100", .attachedPolicy, to: "arn:ü")
        }
        let use = EntityUse(
            uniqueID: "AAAA", instant: Timestamp(milliseconds: 7), service: "sts", region: "eu-central-1")
        try await store.record([use])
        for target: RevocationTarget in [
            .session(accessKeyID: "ASIA1"), .attribute(name: "mail", value: "\u{0}", providerARN: nil),
            .sessionName("joe", providerARN: "arn:p"),
        ] { try await store.revoke(Revocation(target: target, issuedAtOrBefore: Fixture.start)) }
        for session in [Fixture.session(1), Fixture.session(2, begunBy: 1, after: 5)] {
            #expect(try await store.begin(session, using: nil, limits: Fixture.limits) == .begun)
        }
        for number: UInt32 in 0..<300 { _ = try await store.redeem(try Fixture.use(number), at: Fixture.start) }
    }

    private func move(
        _ from: any EnumerableStore, _ to: any EnumerableStore
    ) async throws -> StoreMigration.Outcome {
        try await StoreMigration(from: from, to: to) { _ in }.run()
    }

    private func checkAll(_ target: any EnumerableStore) async throws {
        #expect(try await target.highestInstant() == Timestamp(roundingDown: Fixture.start))
        let again = try await target.redeem(try Fixture.use(7), at: Fixture.start.addingTimeInterval(1))
        #expect(again == .alreadyUsed(at: Timestamp(roundingDown: Fixture.start)))
        #expect(try await target.redeem(try Fixture.use(300), at: Fixture.start) == .recorded)
        let found = try await target.readEntities { reader in
            [
                try await reader.targets(of: "AIDA100", .attachedPolicy),
                [try await reader.lastUse(of: "AAAA")?.region ?? ""],
            ]
        }
        #expect(found == [["arn:ü"], ["eu-central-1"]])
        let sessions = try await target.portalSessions(after: [], limit: 10)
        #expect(sessions == [Fixture.session(1), Fixture.session(2, begunBy: 1, after: 5)])
        #expect(try await target.portalSessions(after: sessions[0].id, limit: 10) == [sessions[1]])
    }

    @Test("all of it is there, and known to be")
    func file() async throws {
        let target = try folder.store("target.sqlite")
        let outcome = try await move(source, target)
        #expect(outcome.uses == 300)
        #expect(outcome.summary.entities.count == 451)
        #expect(outcome.summary.revocations.count == 3)
        #expect(outcome.summary.portalSessions.count == 2)
        try await checkAll(target)
    }

    @Test("one that was interrupted goes on, and one that is done does nothing")
    func again() async throws {
        let target = try folder.store("target.sqlite")
        let half = try (100..<200).map { try Self.user("AIDA\($0)") }.dropFirst()
        try await target.writeEntities { writer in for row in half { try await writer.insert(row) } }
        let outcome = try await move(source, target)
        #expect(try await move(source, target).summary == outcome.summary)
        try await checkAll(target)
    }

    @Test(
        "a target that has something else is refused, and left as it is",
        arguments: ["more", "other", "revoked", "used", "signed in", "signed in otherwise"])
    func notEmpty(_ what: String) async throws {
        let target = try folder.store("target.sqlite")
        switch what {
        case "more":
            let row = try Self.user("AIDA99")
            try await target.writeEntities { try await $0.insert(row) }
        case "other":
            var row = try Self.user("AIDA100")
            row.path = "/b/"
            let changed = row
            try await target.writeEntities { try await $0.insert(changed) }
        case "revoked":
            let target = target
            try await target.revoke(
                Revocation(target: .role(uniqueID: "AROA1"), issuedAtOrBefore: Fixture.start))
        case "signed in", "signed in otherwise":
            // One that the source has not, or has with something else in it.
            let session = Fixture.session(what == "signed in" ? 3 : 1)
            let other = KeptPortalSession(
                id: session.id, subject: session.subject, createdAt: session.createdAt, expiresAt: session.expiresAt,
                sealed: [1])
            try await target.keep([other])
        default: _ = try await target.redeem(try Fixture.use(1_000), at: Fixture.start)
        }
        let before = try await StoreSummary(of: target)
        await #expect(throws: StoreMigration.Failure.self) { try await move(source, target) }
        #expect(try await StoreSummary(of: target) == before)
    }

    @Test(
        "to PostgreSQL and back: what was used stays so",
        .enabled(if: TestServer.isThere, "SALLYPORT_TEST_POSTGRES names no server"))
    func database() async throws {
        let database = try await TestServer.store(try TestServer.emptySchema())
        let there = try await move(source, database)
        #expect(there.uses == 300)
        try await checkAll(database)
        let back = try folder.store("back.sqlite")
        let outcome = try await move(database, back)
        #expect(outcome.summary == there.summary)
        // One more was recorded there.
        #expect(outcome.uses == 301)
        for number: UInt32 in [7, 300] {
            let again = try await back.redeem(try Fixture.use(number), at: Fixture.start.addingTimeInterval(1))
            #expect(again == .alreadyUsed(at: Timestamp(roundingDown: Fixture.start)), "\(number)")
        }
        #expect(try await back.redeem(try Fixture.use(400), at: Fixture.start) == .recorded)
    }
}
