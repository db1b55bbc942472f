import Accounts
import Encodings
import Foundation
import SallyportPostgres
import Testing

/// Two stores on one database, as two brokers have it.
@Suite("Two stores on one database", .enabled(if: TestServer.isThere, "SALLYPORT_TEST_POSTGRES names no server"))
struct SharingTests {
    private let servers: PostgresServers
    private let first: PostgresFederationStore
    private let second: PostgresFederationStore

    init() async throws {
        servers = try TestServer.emptySchema()
        first = try await TestServer.store(servers)
        second = try await TestServer.store(servers)
    }

    /// Waits until something is so, ten seconds at most.
    private func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<200 {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(50))
        }
        return false
    }

    @Test("the first that opens makes the tables")
    func new() {
        #expect(first.isNew)
        #expect(!second.isNew)
    }

    @Test("of stores that open at once one makes the tables, and all work")
    func together() async throws {
        let servers = try TestServer.emptySchema()
        let made = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<4 { group.addTask { try await TestServer.store(servers).isNew } }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(made == 1)
    }

    @Test("a use is recorded once, whichever store is asked")
    func once() async throws {
        let stores = [first, second]
        let recorded = try await withThrowingTaskGroup(of: Redemption.self) { group in
            for number in 0..<400 {
                group.addTask {
                    try await stores[number % 2].redeem(try Fixture.use(UInt32(number / 4)), at: Fixture.start)
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 == .recorded ? 1 : 0 }
        }
        #expect(recorded == 100)
    }

    @Test("uses that end in different hours are recorded, each in its own")
    func hours() async throws {
        for (number, hours) in [0, 1, 25, -3].enumerated() {
            let use = try Fixture.use(UInt32(number), lasting: TimeInterval(hours * 3_600 + 300))
            #expect(try await first.redeem(use, at: Fixture.start) == .recorded)
            let again = try await second.redeem(use, at: Fixture.start)
            #expect(again == .alreadyUsed(at: Timestamp(roundingDown: Fixture.start)))
        }
    }

    @Test("a portal session that one begins is the other's as well, and so is its end")
    func portalSessions() async throws {
        let use = try Fixture.use(1)
        #expect(try await first.begin(Fixture.session(1), using: use, limits: Fixture.limits) == .begun)
        #expect(try await second.begin(Fixture.session(2), using: use, limits: Fixture.limits) == .usedAlready)
        #expect(try await second.sealedPortalSession(Fixture.session(1).id) == Fixture.session(1).sealed)
        try await second.endPortalSession(Fixture.session(1).id, inFavourOf: nil)
        #expect(try await first.sealedPortalSession(Fixture.session(1).id) == nil)
        let program = Fixture.session(3, begunBy: 1)
        #expect(try await first.begin(program, using: nil, limits: Fixture.limits) == .parentUnknown)
    }

    @Test("of portal sessions that begin at both at once as many stay as may, once another has begun")
    func portalSessionsAtOnce() async throws {
        let (stores, limits) = ([first, second], PortalSessionLimits(subject: 4, all: 1_000))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in UInt8(1)...40 {
                group.addTask {
                    let session = Fixture.session(number, after: Int64(number))
                    let beginning = try await stores[Int(number) % 2].begin(session, using: nil, limits: limits)
                    #expect(beginning == .begun)
                }
            }
            try await group.waitForAll()
        }
        let last = Fixture.session(50, after: 50)
        #expect(try await first.begin(last, using: nil, limits: limits) == .begun)
        let left = try await second.portalSessions(after: [], limit: 100)
        #expect(left.count == 4)
        #expect(left.contains(last))
    }

    @Test("wrong passwords of one count for the other")
    func attempts() async throws {
        let (stores, now) = ([first, second], Timestamp(roundingDown: Fixture.start))
        for number in 0..<6 {
            let isLookedAt = try await GuessAttempts(oldPasswordsOf: "AIDA1").begin(in: stores[number % 2], at: now)
            #expect(isLookedAt == (number < 5))
        }
    }

    @Test("a revocation of the other one is seen soon, one's own at once")
    func revocations() async throws {
        let target = RevocationTarget.session(accessKeyID: "ASIAEXAMPLE")
        try await first.revoke(Revocation(target: target, issuedAtOrBefore: Fixture.start))
        #expect(try await first.revocations().count == 1)
        #expect(try await eventually { try await second.revocations().count == 1 })
        try await second.withdrawRevocation(of: target)
        #expect(try await second.revocations().count == 0)
        #expect(try await eventually { try await first.revocations().count == 0 })
    }

    @Test("names of subjects may be as long as identity providers like, and have any character")
    func longNames() async throws {
        let subject = String(repeating: "ü\u{0}\"\\", count: 5_000)
        let target = RevocationTarget.subject(nameQualifier: "q\u{0}", subject: subject)
        try await first.revoke(Revocation(target: target, issuedAtOrBefore: Fixture.start))
        #expect(try await first.revocations().all.map(\.target) == [target])
    }

    @Test("a change of the other one is seen soon, one's own at once, and changes of other kinds not at all")
    func versions() async throws {
        let account = try #require(AccountID("111122223333"))
        @Sendable func row(_ kind: EntityKind, _ id: String) -> EntityRow {
            EntityRow(
                kind: kind, account: account, name: id, uniqueID: id, createDate: .init(milliseconds: 0), body: [])
        }
        func seen(_ store: PostgresFederationStore) async throws -> [UInt64] {
            let versions = try await store.entityVersions()
            return [versions.version(of: [.role], in: account), versions.version(of: [.user], in: account)]
        }
        try await first.writeEntities { try await $0.insert(row(.role, "AROA1")) }
        let made = try await seen(first)
        #expect(made[0] > 0)
        #expect(made[1] == 0)
        #expect(try await eventually { try await seen(second) == made })
        try await second.writeEntities { try await $0.insert(row(.user, "AIDA1")) }
        let both = try await seen(second)
        #expect(both[0] == made[0])
        #expect(both[1] > made[0])
        #expect(try await eventually { try await seen(first) == both })
    }

    @Test("a sweep of one counts for the other, and uses in tables that are gone are forgotten")
    func sweep() async throws {
        _ = try await first.redeem(try Fixture.use(1), at: Fixture.start)
        let later = Fixture.start.addingTimeInterval(7_200)
        #expect(try await second.sweep(at: later) == 1)
        let swept = Timestamp(roundingDown: later)
        #expect(try await first.redeem(try Fixture.use(1), at: Fixture.start) == .forgotten(sweptThrough: swept))
        #expect(try await first.redeem(try Fixture.use(2), at: Fixture.start) == .forgotten(sweptThrough: swept))
        let next = try Fixture.use(3, lasting: 7_201)
        #expect(try await first.redeem(next, at: Fixture.start) == .recorded)
    }

    @Test("a clock that runs years ahead makes nobody forget what the server's clock still accepts")
    func clockAhead() async throws {
        let now = Date()
        var use = try Fixture.use(1)
        use = OneTimeUse(key: use.key, keepUntil: now.addingTimeInterval(600))
        try await second.sweep(at: now.addingTimeInterval(100_000_000))
        #expect(try await first.redeem(use, at: now) == .recorded)
        #expect(try await second.redeem(use, at: now) == .alreadyUsed(at: Timestamp(roundingDown: now)))
    }

    @Test("a NUL in a name is a conflict where it would be kept, and finds nothing where it is asked for")
    func nul() async throws {
        let account = try #require(AccountID("111122223333"))
        let row = EntityRow(
            kind: .user, account: account, name: "a", uniqueID: "AIDA1", createDate: .init(milliseconds: 0), body: [])
        try await first.writeEntities { try await $0.insert(row) }
        let found = try await first.readEntities { try await $0.row(.user, account: account, name: "a\u{0}b") }
        #expect(found == nil)
        var other = row
        other.name = "b\u{0}"
        let changed = other
        await #expect(throws: StoreError.self) {
            try await first.writeEntities { try await $0.apply(.update(changed)) }
        }
    }

    @Test("a transaction that awaits another is refused, and stops nobody")
    func nested() async throws {
        let store = first
        await #expect(throws: StoreError.self) {
            try await store.readEntities { _ in try await store.writeEntities { _ in } }
        }
        try await store.writeEntities { _ in }
    }

    @Test("a store that was closed refuses, and does not hang")
    func closed() async throws {
        await first.close()
        await #expect(throws: StoreError.self) { try await first.redeem(try Fixture.use(1), at: Fixture.start) }
        await #expect(throws: StoreError.self) { try await first.highestInstant() }
        #expect(try await second.redeem(try Fixture.use(1), at: Fixture.start) == .recorded)
    }
}
