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

    @Test("a change of this process is seen at once, and stays though a reading began before it")
    func ownChange() throws {
        let (own, other) = (
            RevocationTarget.session(accessKeyID: "ASIA2"), RevocationTarget.session(accessKeyID: "ASIA1")
        )
        view.take(try reading(.init(), revoked: "ASIA1"), isAnew: true, at: clock.now)
        view.note(OwnChange(what: .revoked(.init(target: own, issuedAtOrBefore: Fixture.start)), version: 2))
        #expect(try view.revocations().count == 2)
        // Of another broker, before.
        view.take(try reading(.init(revocations: 1), revoked: "ASIA1"), isAnew: false, at: clock.now)
        #expect(try view.revocations().count == 2)
        view.note(OwnChange(what: .withdrawn(other), version: 3))
        #expect(try view.revocations().all.map(\.target) == [own])
        view.take(try reading(.init(revocations: 2), revoked: "ASIA1"), isAnew: false, at: clock.now)
        #expect(try view.revocations().instant(for: other) == nil)
        // Read, and so no business of this process any more.
        view.take(try reading(.init(revocations: 3), revoked: "ASIA3"), isAnew: false, at: clock.now)
        #expect(try view.revocations().all.map(\.target) == [.session(accessKeyID: "ASIA3")])
    }

    @Test("a change of entities by this process is a version of its own, in the server's order")
    func ownEntities() throws {
        let scope = EntityScope(kind: .role, account: try #require(AccountID("111122223333")))
        view.take(try reading(.init(entities: 4), changed: [(.role, 4)]), isAnew: true, at: clock.now)
        let before = try view.versions().version(of: [.role])
        view.note(OwnChange(what: .entities([scope]), version: 6))
        let own = try view.versions().version(of: [.role])
        #expect(own > before)
        view.take(try reading(.init(entities: 6), changed: [(.user, 5), (.role, 6)]), isAnew: false, at: clock.now)
        #expect(try view.versions().version(of: [.role]) == own)
        #expect(try view.versions().version(of: [.user]) > 0)
        view.take(try reading(.init(entities: 8), changed: [(.role, 8)]), isAnew: false, at: clock.now)
        let last = try view.versions().version(of: [.role])
        view.note(OwnChange(what: .entities([scope]), version: 7))
        #expect(try view.versions().version(of: [.role]) == last)
        for version: Int64 in [10, 9] { view.note(OwnChange(what: .entities([scope]), version: version)) }
        #expect(try view.versions().version(of: [.role]) == last + 2)
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

    @Test("a revocation that another server lacks goes on here")
    func lostChange() throws {
        let own = RevocationTarget.session(accessKeyID: "ASIA2")
        view.take(try reading(.init(), revoked: "ASIA1"), isAnew: true, at: clock.now)
        view.note(OwnChange(what: .revoked(.init(target: own, issuedAtOrBefore: Fixture.start)), version: 1))
        view.take(try reading(.init(), revoked: "ASIA1"), isAnew: true, at: clock.now)
        #expect(try view.revocations().count == 2)
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
