import Accounts
import Encodings
import Foundation
import GRDB
import Testing

@testable import SallyportSQLite

/// What only a look into the file or at its writer shows.
@Suite("The database")
struct DatabaseTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test("settings of the writer", arguments: Synchronous.allCases)
    func settings(_ synchronous: Synchronous) async throws {
        let database = try SQLiteDatabase(path: directory.path(), synchronous: synchronous)
        let settings = try await database.write { batch in
            try ["journal_mode", "synchronous", "foreign_keys"].map {
                try String.fetchOne(batch.db, sql: "PRAGMA \($0)") ?? ""
            }
        }
        #expect(settings == ["wal", synchronous == .full ? "2" : "1", "1"])
        let check = try await database.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
        #expect(check == "ok")
    }

    @Test("refused: a database of something else, or of a newer version")
    func foreign() throws {
        let queue = try DatabaseQueue(path: directory.path("foreign"))
        try queue.write { try $0.execute(sql: "CREATE TABLE t (a)") }
        try queue.close()
        #expect(code("foreign") == .corrupt)

        _ = try SQLiteDatabase(path: directory.path("newer"), synchronous: .full)
        let newer = try DatabaseQueue(path: directory.path("newer"))
        try newer.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9 of tomorrow')") }
        try newer.close()
        #expect(code("newer") == .unavailable)
    }

    private func code(_ name: String) -> StoreError.Code? {
        do throws(StoreError) {
            _ = try SQLiteDatabase(path: directory.path(name), synchronous: .full)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("providers of an older file keep their metadata; a damaged one does not keep it from being opened")
    func olderProviders() async throws {
        let account = try #require(AccountID("111122223333"))
        let text = "<?xml version=\"1.0\"?>\n<a b='\\é😀'/>\r\n"
        let providers = [
            "good": #"{"metadata":"<?xml version=\"1.0\"?>\n<a b='\\é😀'/>\r\n","privateKeys":[],"#
                + #""tags":[{"key":"k","value":"ü\"/"}],"validUntil":1700000000000}"#,
            "damaged": #"{"metadata":"#,
        ]
        let old = try DatabaseQueue(path: directory.path())
        try Schema.migrator.migrate(old, upTo: "2 entities")
        try await old.write { db in
            for (name, body) in providers {
                try db.execute(
                    sql: "INSERT INTO entity VALUES (?, 'samlProvider', '111122223333', ?, ?, '/', NULL, 0, ?)",
                    arguments: [name, name, name, Data(body.utf8)])
            }
            try db.execute(sql: "INSERT INTO entity_link VALUES ('good', 'issuer', 'https://idp.example.com')")
        }
        try old.close()
        // Once more finds nothing to do.
        for _ in 1...2 {
            let store = try SQLiteFederationStore(path: directory.path())
            let (provider, metadata) = try await store.readEntities { reader in
                let provider = try #require(
                    try await reader.entity(SAMLProviderRecord.self, account: account, name: "good"))
                return (provider, try await reader.metadata(of: provider))
            }
            let end = Timestamp(milliseconds: 1_700_000_000_000)
            #expect(provider.record == SAMLProviderRecord(validUntil: end, tags: [SessionTag(key: "k", value: "ü\"/")]))
            #expect(String(decoding: metadata, as: UTF8.self) == text)
            let found = try await store.readEntities { reader in
                let row = try #require(try await reader.row(uniqueID: "good"))
                return (row, try await reader.sources(of: "https://idp.example.com", .issuer))
            }
            #expect(!String(decoding: found.0.body, as: UTF8.self).contains("metadata"))
            #expect(found.1 == ["good"])
            await #expect {
                try await store.readEntities { try await $0.entity(SAMLProviderRecord.self, uniqueID: "damaged") }
            } throws: {
                ($0 as? StoreError)?.code == .corrupt
            }
            try store.close()
        }
    }

    @Test("MFA devices of an older file are found by path and name")
    func olderDevices() async throws {
        let account = try #require(AccountID("111122223333"))
        let old = try DatabaseQueue(path: directory.path())
        try Schema.migrator.migrate(old, upTo: "6 versions by kind and account")
        let body = try Entity(
            account: account, name: "x", uniqueID: "x", createDate: Timestamp(milliseconds: 0),
            record: MFADeviceRecord(sealedSeed: [])
        ).row().body
        try await old.write { db in
            for (id, kind, name, path) in [
                ("arn:1", "mfaDevice", "Phone", "/Staff/"), ("arn:2", "mfaDevice", "tablet", "/"),
                ("AIDA1", "user", "Phone", "/Staff/"),
            ] {
                try db.execute(
                    sql: "INSERT INTO entity VALUES (?, ?, '111122223333', lower(?), ?, ?, NULL, 0, ?)",
                    arguments: [id, kind, name, name, path, Data(body)])
            }
        }
        try old.close()
        let store = try SQLiteFederationStore(path: directory.path())
        let names = ["staff/phone", "tablet", "phone"]
        let found = try await store.readEntities { reader in
            var ids: [String?] = []
            for name in names {
                ids.append(try await reader.row(.mfaDevice, account: account, name: name)?.uniqueID)
            }
            return ids + [try await reader.row(.user, account: account, name: "phone")?.path]
        }
        #expect(found == ["arn:1", "arn:2", nil, "/Staff/"])
        try store.close()
    }

    @Test("portal sessions of an older file end, and an older program makes none beside this one")
    func olderPortalSessions() async throws {
        let account = try #require(AccountID("000000000000"))
        let old = try DatabaseQueue(path: directory.path())
        try Schema.migrator.migrate(old, upTo: "7 paths of MFA devices")
        let insert = "INSERT INTO entity VALUES (?, ?, '000000000000', ?, ?, '/', NULL, 0, x'')"
        try await old.write { db in
            for (id, kind) in [("portal-session/1", "portalSession"), ("q", "clientGrant")] {
                try db.execute(sql: insert, arguments: [id, kind, id, id])
                try db.execute(sql: "INSERT INTO entity_document VALUES (?, x'01')", arguments: [id])
                try db.execute(sql: "INSERT INTO entity_link VALUES (?, 'userCode', 'x')", arguments: [id])
            }
        }
        let store = try SQLiteFederationStore(path: directory.path())
        #expect(try await store.entities(owned: false, after: "", limit: 10).map(\.uniqueID) == ["q"])
        #expect(try await store.entityVersions().version(of: [.clientGrant], in: account) > 0)
        for table in ["entity", "entity_document", "entity_link", "entity_change"] {
            let count = try await old.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") }
            #expect(count == 1, "\(table)")
        }
        await #expect(throws: DatabaseError.self) {
            try await old.write { db in
                try db.execute(sql: insert, arguments: ["p2", "portalSession", "p2", "p2"])
            }
        }
        try await old.write { try $0.execute(sql: insert, arguments: ["r", "clientGrant", "r", "r"]) }
        #expect(try await store.entities(owned: false, after: "", limit: 10).map(\.uniqueID) == ["q", "r"])
        try store.close()
        try old.close()
    }

    @Test("uses of an older file are refused again, each with its instant and until its end")
    func olderUses() async throws {
        let old = try DatabaseQueue(path: directory.path())
        try Schema.migrator.migrate(old, upTo: "8 portal sessions")
        let start = Timestamp(roundingDown: Fixture.start)
        let uses = try (0..<300).map { try Fixture.use($0, lasting: 300 + TimeInterval($0)) }
        try await old.write { db in
            for use in uses {
                try db.execute(
                    sql: "INSERT INTO one_time_use VALUES (?, ?, ?)",
                    arguments: [Data(use.key.bytes), start.milliseconds, use.keepUntil.milliseconds])
            }
        }
        try old.close()
        let store = try SQLiteFederationStore(path: directory.path())
        let later = Fixture.start.addingTimeInterval(10)
        for use in uses { #expect(try await store.redeem(use, at: later) == .alreadyUsed(at: start)) }
        #expect(try await store.redeem(try Fixture.use(300), at: later) == .recorded)
        #expect(try await store.sweep(at: Fixture.start.addingTimeInterval(399.5)) == 101)
        #expect(try await store.redeem(uses[100], at: later) == .alreadyUsed(at: start))
        try store.close()
    }

    @Test("a sweep of more records than are looked up at a time leaves none that has ended, and all others")
    func largeSweep() async throws {
        let store = try SQLiteFederationStore(path: directory.path(), synchronous: .normal)
        try await withThrowingTaskGroup(of: Redemption.self) { group in
            for number in 0..<UInt32(9_000) {
                group.addTask {
                    try await store.redeem(
                        try Fixture.use(number, lasting: number.isMultiple(of: 9) ? 61 : 60), at: Fixture.start)
                }
            }
            for try await redemption in group { #expect(redemption == .recorded) }
        }
        #expect(try await store.sweep(at: Fixture.start.addingTimeInterval(60.5)) == 8_000)
        #expect(try await store.sweep(at: Fixture.start.addingTimeInterval(60.5)) == 0)
        for number: UInt32 in [0, 9, 8_991] {
            let again = try await store.redeem(try Fixture.use(number, lasting: 61), at: Fixture.start)
            #expect(again == .alreadyUsed(at: Timestamp(roundingDown: Fixture.start)))
        }
        #expect(try await store.sweep(at: Fixture.start.addingTimeInterval(61.5)) == 1_000)
        try store.close()
    }

    @Test("changes of an older file are counted on, also those that an older program goes on making")
    func olderVersions() async throws {
        let account = try #require(AccountID("111122223333"))
        let old = try DatabaseQueue(path: directory.path())
        try Schema.migrator.migrate(old, upTo: "5 kinds of revocations")
        try await old.write { db in
            for (id, kind) in [("AROA1", "role"), ("AIDA1", "user")] {
                try db.execute(
                    sql: "INSERT INTO entity VALUES (?, ?, '111122223333', ?, ?, '/', NULL, 0, x'')",
                    arguments: [id, kind, id, id])
            }
            try db.execute(sql: "UPDATE entity_version SET version = 7")
        }
        let store = try SQLiteFederationStore(path: directory.path())
        let before = try await store.entityVersions()
        try await store.writeEntities { try await $0.link("AROA1", .attachedPolicy, to: "arn:p") }
        let between = try await store.entityVersions()
        #expect(between.version(of: [.role]) > 7)
        #expect(between.version(of: [.role]) > before.version(of: [.role]))
        #expect(between.version(of: [.user]) == before.version(of: [.user]))
        try await old.write { db in
            try db.execute(sql: "UPDATE entity SET name = 'other' WHERE unique_id = 'AIDA1'")
            try db.execute(sql: "UPDATE entity_version SET version = version + 1")
        }
        let after = try await SQLiteFederationStore(path: directory.path()).entityVersions()
        #expect(after.version(of: [.user], in: account) > between.version(of: [.role]))
        #expect(after.version(of: [.role], in: account) == between.version(of: [.role]))
        try old.close()
    }

    @Test("a write that fails takes no other down, and leaves nothing behind")
    func failingWrite() async throws {
        struct Refused: Error {}
        let database = try SQLiteDatabase(path: directory.path(), synchronous: .full)
        let outcomes = await withTaskGroup(of: (Int, Bool).self) { group in
            for number in 0..<200 {
                group.addTask {
                    do {
                        try await database.write { batch in
                            try batch.db.execute(
                                sql: "INSERT INTO revocation VALUES (?, ?, x'', 0)",
                                // Every tenth breaks a rule of the table, every tenth fails by itself.
                                arguments: ["role", number % 10 == 3 ? nil : Data("\(number)".utf8)])
                            if number % 10 == 7 { throw Refused() }
                        }
                        return (number, true)
                    } catch {
                        return (number, false)
                    }
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        for (number, succeeded) in outcomes { #expect(succeeded == ![3, 7].contains(number % 10), "\(number)") }
        #expect(try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM revocation") } == 160)
    }

    @Test("writes that wait share a transaction")
    func sharing() async throws {
        let database = try SQLiteDatabase(path: directory.path(), synchronous: .full)
        let (started, isStarted) = AsyncStream<Void>.makeStream()
        let others = DispatchSemaphore(value: 0)
        let batches = try await withThrowingTaskGroup(of: ObjectIdentifier.self) { group in
            // The first holds the writer up until the others are about to write.
            group.addTask {
                try await database.write { batch in
                    isStarted.finish()
                    for _ in 0..<100 { others.wait() }
                    return ObjectIdentifier(batch)
                }
            }
            for await _ in started {}
            for _ in 0..<100 {
                group.addTask {
                    others.signal()
                    return try await database.write { ObjectIdentifier($0) }
                }
            }
            return try await group.reduce(into: [ObjectIdentifier: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(batches.values.reduce(0, +) == 101)
        #expect(batches.count < 50)
    }

    @Test("what is done after the commit is not done after a failure")
    func afterCommit() async throws {
        struct Refused: Error {}
        let database = try SQLiteDatabase(path: directory.path(), synchronous: .full)
        let counter = Counter()
        try await database.write { batch in batch.afterCommit { _ = counter.next() } }
        await #expect(throws: StoreError.self) {
            try await database.write { batch in
                batch.afterCommit { _ = counter.next() }
                throw Refused()
            }
        }
        #expect(counter.next() == 2)
    }

    @Test("a damaged row is found")
    func damaged() async throws {
        let database = try SQLiteDatabase(path: directory.path(), synchronous: .full)
        try await database.write { batch in
            try batch.db.execute(sql: "PRAGMA ignore_check_constraints = ON")
            try batch.db.execute(sql: "INSERT INTO revocation VALUES ('other', x'', x'', 0)")
            try batch.db.execute(sql: "INSERT INTO time_mark VALUES ('other', 0)")
        }
        let store = try SQLiteFederationStore(path: directory.path())
        await #expect { try await store.revocations() } throws: { ($0 as? StoreError)?.code == .corrupt }
        await #expect { try await store.highestInstant() } throws: { ($0 as? StoreError)?.code == .corrupt }
    }

    @Test("a full disk is told to each writer, and the store goes on when there is room again")
    func full() async throws {
        let database = try SQLiteDatabase(path: directory.path(), synchronous: .full)
        let start = Timestamp(roundingDown: Fixture.start)
        @Sendable func redeem(_ number: UInt32) async -> Result<Redemption, StoreError> {
            do throws(StoreError) {
                let use = OneTimeUse(key: try Self.key(number), keepUntil: Fixture.start.addingTimeInterval(300))
                return .success(try await database.write { try OneTimeUseTable.redeem(use, at: start, in: $0) })
            } catch {
                return .failure(error)
            }
        }
        let pages = try await database.write { try Int.fetchOne($0.db, sql: "PRAGMA page_count") ?? 0 }
        try await database.write { try $0.db.execute(sql: "PRAGMA max_page_count = \(pages + 20)") }
        let answers = await withTaskGroup(of: (UInt32, Result<Redemption, StoreError>).self) { group in
            for number in 0..<UInt32(3_000) { group.addTask { (number, await redeem(number)) } }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(answers.values.contains { if case .failure(let error) = $0 { error.code == .full } else { false } })
        try await database.write { try $0.db.execute(sql: "PRAGMA max_page_count = 1000000") }
        // Recorded is what was answered so, and nothing else.
        for (number, answer) in answers {
            let expected: Redemption = answer == .success(.recorded) ? .alreadyUsed(at: start) : .recorded
            let again = await redeem(number)
            #expect(again == .success(expected), "\(number)")
        }
    }

    private static func key(_ number: UInt32) throws(StoreError) -> OneTimeKey {
        do { return try Fixture.use(number).key } catch { throw StoreError(error) }
    }
}
