import Accounts
import Encodings
import Foundation
import Synchronization
import Testing

@testable import SallyportPostgres

@Suite("What a broker knows of the database")
struct StoreViewTests {
    private let clock = ManualClock()
    private let view: StoreView

    init() {
        let clock = clock
        view = StoreView(maxStaleness: .seconds(60), now: { clock.now })
    }

    private func reading(
        _ counters: ChangeCounters, changed: [(EntityKind, Int64)] = [], revoked: String? = nil
    ) throws -> StoreView.Reading {
        let account = try #require(AccountID("111122223333"))
        var reading = StoreView.Reading(counters: counters)
        reading.changes = changed.map { (kind: $0.0, account: account, version: $0.1) }
        reading.revocations = revoked.map { id in
            RevocationList([Revocation(target: .session(accessKeyID: id), issuedAtOrBefore: Fixture.start)])
        }
        return reading
    }

    @Test("nothing is answered before the first reading, and nothing that is too old")
    func staleness() throws {
        #expect(throws: StoreError.self) { try view.revocations() }
        #expect(view.age == nil)
        view.take(try reading(.init(), revoked: "ASIA1"), isAnew: true, at: clock.now)
        clock.advance(by: .seconds(60))
        #expect(try view.revocations().count == 1)
        #expect(view.age == .seconds(60))
        clock.advance(by: .milliseconds(1))
        let error = #expect(throws: StoreError.self) { try view.revocations() }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("store.maxStaleness") == true)
        #expect(throws: StoreError.self) { try view.versions() }
        view.take(try reading(.init()), isAnew: false, at: clock.now)
        #expect(try view.revocations().count == 1)
    }

    @Test("a change of this process is waited for; one that can't be read back stops the answers until it can")
    func ownChange() async throws {
        view.take(try reading(.init()), isAnew: true, at: clock.now)
        await view.note(ChangeCounters(revocations: 1), upTo: .milliseconds(1))
        #expect(throws: StoreError.self) { try view.revocations() }
        let reading = try reading(.init(revocations: 1), revoked: "ASIA1")
        async let noted: Void = view.note(ChangeCounters(revocations: 1), upTo: .seconds(60))
        view.take(reading, isAnew: false, at: clock.now)
        await noted
        #expect(try view.revocations().count == 1)
    }

    @Test("versions of another server are none of those that were known, though it counts the same")
    func anotherServer() throws {
        view.take(
            try reading(.init(entities: 7), changed: [(.role, 5), (.user, 7)]), isAnew: true, at: clock.now)
        let before = try view.versions()
        view.take(try reading(.init(entities: 8), changed: [(.role, 8)]), isAnew: false, at: clock.now)
        let next = try view.versions()
        #expect(next.version(of: [.user]) == before.version(of: [.user]))
        #expect(next.version(of: [.role]) > before.version(of: [.role]))
        view.take(
            try reading(.init(entities: 8), changed: [(.role, 8), (.user, 7)]), isAnew: true, at: clock.now)
        let anew = try view.versions()
        for kinds: Set<EntityKind> in [[.user], [.role], [.user, .role]] {
            #expect(anew.version(of: kinds) > next.version(of: kinds))
        }
    }

    @Test("a server that lacks a change of this process does not stop the answers for ever")
    func lostChange() async throws {
        view.take(try reading(.init()), isAnew: true, at: clock.now)
        await view.note(ChangeCounters(entities: 3), upTo: .milliseconds(1))
        view.take(try reading(.init(entities: 2)), isAnew: false, at: clock.now)
        #expect(throws: StoreError.self) { try view.versions() }
        view.take(try reading(.init(entities: 2)), isAnew: true, at: clock.now)
        _ = try view.versions()
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
