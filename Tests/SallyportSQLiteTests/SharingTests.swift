import Accounts
import Encodings
import Foundation
import SallyportSQLite
import Synchronization
import Testing

/// Two stores on one file, as a server and a command of the administrator have it.
@Suite("Two stores on one file")
struct SharingTests {
    private let directory: TemporaryDirectory
    private let first: SQLiteFederationStore
    private let second: SQLiteFederationStore
    private let clock = ManualClock()

    init() throws {
        let clock = clock
        directory = try TemporaryDirectory()
        first = try SQLiteFederationStore(path: directory.path(), monotonicClock: { clock.now })
        second = try SQLiteFederationStore(path: directory.path(), monotonicClock: { clock.now })
    }

    @Test("a use is recorded once")
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

    @Test("wrong passwords of one count for the other")
    func attempts() async throws {
        let (stores, now) = ([first, second], Timestamp(roundingDown: Fixture.start))
        for number in 0..<6 {
            let isLookedAt = try await GuessAttempts(oldPasswordsOf: "AIDA1").begin(in: stores[number % 2], at: now)
            #expect(isLookedAt == (number < 5))
        }
    }

    @Test("a revocation of the other one is seen after a second, one's own at once")
    func revocations() async throws {
        let target = RevocationTarget.session(accessKeyID: "ASIAEXAMPLE")
        #expect(try await first.revocations().count == 0)
        #expect(try await second.revocations().count == 0)
        try await first.revoke(Revocation(target: target, issuedAtOrBefore: Fixture.start))
        #expect(try await first.revocations().count == 1)
        clock.advance(by: .milliseconds(1_001))
        #expect(try await second.revocations().count == 1)
        try await second.withdrawRevocation(of: target)
        #expect(try await second.revocations().count == 0)
        clock.advance(by: .milliseconds(1_001))
        #expect(try await first.revocations().count == 0)
    }

    @Test("one's own revocations are there at once while others read")
    func busy() async throws {
        let store = first
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<100 {
                group.addTask {
                    let target = RevocationTarget.role(uniqueID: "AROA\(number)")
                    try await store.revoke(Revocation(target: target, issuedAtOrBefore: Fixture.start))
                    #expect(try await store.revocations().instant(for: target) != nil)
                    clock.advance(by: .milliseconds(300))
                    #expect(try await store.revocations().instant(for: target) != nil)
                    try await store.withdrawRevocation(of: target)
                    #expect(try await store.revocations().instant(for: target) == nil)
                }
            }
            try await group.waitForAll()
        }
        #expect(try await store.revocations().count == 0)
    }

    @Test("a change of the other one is seen after a second, one's own at once, and changes of other kinds not at all")
    func versions() async throws {
        let account = try #require(AccountID("111122223333"))
        @Sendable func row(_ kind: EntityKind, _ id: String) -> EntityRow {
            EntityRow(
                kind: kind, account: account, name: id, uniqueID: id, createDate: .init(milliseconds: 0), body: [])
        }
        func seen(_ store: SQLiteFederationStore) async throws -> [UInt64] {
            let versions = try await store.entityVersions()
            return [versions.version(of: [.role], in: account), versions.version(of: [.user], in: account)]
        }
        #expect(try await seen(second) == [0, 0])
        try await first.writeEntities { try await $0.insert(row(.role, "AROA1")) }
        let made = try await seen(first)
        #expect(made[0] > 0)
        #expect(made[1] == 0)
        #expect(try await seen(second) == [0, 0])
        // A change of its own lets nothing be missed that the other one did before.
        try await second.writeEntities { try await $0.insert(row(.user, "AIDA1")) }
        let both = try await seen(second)
        #expect(both[0] == made[0])
        #expect(both[1] > made[0])
        #expect(try await seen(first) == made)
        clock.advance(by: .milliseconds(1_001))
        #expect(try await seen(first) == both)
    }

    @Test("a sweep of one counts for the other")
    func sweep() async throws {
        _ = try await first.redeem(try Fixture.use(1), at: Fixture.start)
        #expect(try await second.sweep(at: Fixture.start.addingTimeInterval(301)) == 1)
        let swept = Timestamp(roundingDown: Fixture.start.addingTimeInterval(301))
        #expect(try await first.redeem(try Fixture.use(1), at: Fixture.start) == .forgotten(sweptThrough: swept))
    }
}

/// A clock that moves only when it is told to.
final class ManualClock: Sendable {
    private let state = Mutex(ContinuousClock().now)

    var now: ContinuousClock.Instant { state.withLock { $0 } }

    func advance(by duration: Duration) {
        state.withLock { $0 = $0.advanced(by: duration) }
    }
}
