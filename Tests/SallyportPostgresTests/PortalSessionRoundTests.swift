import Accounts
import Encodings
import Testing

@testable import SallyportPostgres

@Suite("A round of portal sessions")
struct PortalSessionRoundTests {
    private let lost = PostgresFailure.lost("the cable")

    private func attempt(
        _ number: UInt8, begunBy parent: UInt8? = nil, using use: UInt32?
    ) throws -> PortalSessionAttempt {
        PortalSessionAttempt(
            Fixture.session(number, begunBy: parent), using: try use.map { try Fixture.use($0) },
            limits: Fixture.limits, random: SystemRandomSource())
    }

    private func answer(
        _ attempt: PortalSessionAttempt, isAllowed: Bool = true, isBegun: Bool = true, count: Int? = nil
    ) -> PortalSessionRound.AnswerOfSession {
        .init(id: attempt.session.id, isAllowed: isAllowed, isBegun: isBegun, count: count)
    }

    @Test("each is told what became of it, whatever the order of the answers")
    func answered() throws {
        let attempts = try [
            attempt(1, using: 1), attempt(2, using: 2), attempt(3, using: 3), attempt(4, begunBy: 9, using: nil),
        ]
        var round = PortalSessionRound(attempts, PortalSessionRoom())
        #expect(round.step == .begin(attempts, isAgain: false))
        round.answered([
            answer(attempts[3], isAllowed: false, isBegun: false), answer(attempts[2], isBegun: false),
            answer(attempts[1], isAllowed: false, isBegun: false), answer(attempts[0]),
        ])
        #expect(round.isDone)
        #expect(
            round.outcomes
                == [.success(.begun), .success(.usedAlready), .success(.full), .success(.parentUnknown)])
    }

    @Test("one whose answer was lost has begun when its row is there, and no other's counts for it")
    func lostAnswer() throws {
        let attempts = try [attempt(1, using: 1), attempt(2, using: 1), attempt(3, using: 3)]
        var round = PortalSessionRound(attempts, PortalSessionRoom())
        round.failed(lost, canRetry: true)
        #expect(round.step == .begin(attempts, isAgain: true))
        round.answered([
            answer(attempts[0], isAllowed: false, isBegun: false),
            answer(attempts[1], isAllowed: false, isBegun: false), answer(attempts[2]),
        ])
        #expect(round.step == .find([attempts[0], attempts[1]]))
        // Also the answer to this may be lost.
        round.failed(lost, canRetry: true)
        #expect(round.step == .begin([attempts[0], attempts[1]], isAgain: true))
        round.answered(attempts[..<2].map { answer($0, isAllowed: false, isBegun: false) })
        round.found([attempts[0].session.id])
        #expect(round.outcomes == [.success(.begun), .success(.usedAlready), .success(.begun)])
    }

    @Test("what the database took back is sent again as before, and a missing table is made, as long as there is time")
    func failures() throws {
        let attempts = try [attempt(1, using: 1), attempt(2, begunBy: 1, using: nil)]
        var round = PortalSessionRound(attempts, PortalSessionRoom())
        round.failed(PostgresFailure(state: "40001", message: "once more"), canRetry: true)
        #expect(round.step == .begin(attempts, isAgain: false))
        let missing = PostgresFailure(state: "23514", message: "no partition")
        round.failed(missing, canRetry: true)
        let bucket = try #require(attempts[0].use?.bucket)
        #expect(round.step == .makeTables([bucket]))
        for failure in [missing, lost, PostgresFailure(state: "53100", message: "full")] {
            var late = round
            late.failed(failure, canRetry: false)
            #expect(late.isDone && late.outcomes.count == 2)
            for outcome in late.outcomes { #expect(throws: StoreError.self) { try outcome?.get() } }
        }
        // Who has no use needs no table.
        var program = PortalSessionRound([attempts[1]], PortalSessionRoom())
        program.failed(missing, canRetry: true)
        #expect(program.step == .begin([attempts[1]], isAgain: false))
    }

    @Test("for one that the database does not take, the others are sent one by one")
    func oneByOne() throws {
        let attempts = try [attempt(1, using: 1), attempt(2, using: 2), attempt(3, using: 3)]
        var round = PortalSessionRound(attempts, PortalSessionRoom())
        let taken = PostgresFailure(state: "23505", message: "the id is taken")
        round.failed(taken, canRetry: true)
        #expect(round.step == .begin([attempts[0]], isAgain: false))
        round.answered([answer(attempts[0])])
        #expect(round.step == .begin([attempts[1]], isAgain: false))
        round.failed(taken, canRetry: true)
        round.failed(lost, canRetry: true)
        #expect(round.step == .begin([attempts[2]], isAgain: true))
        round.answered([answer(attempts[2], isBegun: false)])
        round.found([attempts[2].session.id])
        #expect(round.isDone && round.outcomes[0] == .success(.begun) && round.outcomes[2] == .success(.begun))
        #expect { try round.outcomes[1]?.get() } throws: { ($0 as? StoreError)?.code == .conflict }
    }

    @Test("sessions are counted until room is found for as many as begin")
    func counted() throws {
        let room = PortalSessionRoom()
        let attempts = try [attempt(1, using: 1), attempt(2, using: 2)]
        var round = PortalSessionRound(attempts, room)
        #expect(!room.take())
        round.answered([answer(attempts[0], count: 0), answer(attempts[1], count: 0)])
        let most = Fixture.limits.all / 16
        #expect(!room.take(most + 1))
        #expect(room.take(most))
        #expect(!room.take())
    }

    @Test("one that the answer does not mention is refused")
    func unmentioned() throws {
        let attempts = try [attempt(1, using: 1), attempt(2, using: 2)]
        var round = PortalSessionRound(attempts, PortalSessionRoom())
        round.answered([answer(attempts[1])])
        #expect(round.isDone && round.outcomes[1] == .success(.begun))
        #expect { try round.outcomes[0]?.get() } throws: { ($0 as? StoreError)?.code == .corrupt }
    }

    @Test("of two with one id the first begins")
    func sameID() throws {
        let attempts = try [attempt(1, using: 1), attempt(1, using: 2)]
        var round = PortalSessionRound(attempts, PortalSessionRoom())
        #expect(round.step == .begin([attempts[0]], isAgain: false))
        round.answered([answer(attempts[0])])
        #expect(round.isDone && round.outcomes[0] == .success(.begun))
        #expect { try round.outcomes[1]?.get() } throws: { ($0 as? StoreError)?.code == .conflict }
    }

    @Test("nobody waits: all is known")
    func empty() { #expect(PortalSessionRound([], PortalSessionRoom()).isDone) }
}

@Suite(
    "A portal session that is sent again", .enabled(if: TestServer.isThere, "SALLYPORT_TEST_POSTGRES names no server"))
struct RepeatedPortalSessionTests {
    @Test("is known when its answer was lost, and takes nobody else's for its own")
    func again() async throws {
        let servers = try TestServer.emptySchema()
        let store = try await TestServer.store(servers)
        let connection = PostgresConnection(servers)
        let room = PortalSessionRoom()
        func send(_ attempts: [PortalSessionAttempt], isAgain: Bool) async throws -> [PortalSessionBeginning] {
            var round = PortalSessionRound(attempts, room)
            if isAgain { round.failed(.lost("the cable"), canRetry: true) }
            while !round.isDone {
                do {
                    round.take(try await round.ask(connection, origin: [1]))
                } catch let failure as PostgresFailure {
                    round.failed(failure, canRetry: true)
                }
            }
            return try round.outcomes.map { try #require($0).get() }
        }
        func attempt(_ number: UInt8, begunBy parent: UInt8? = nil, using use: OneTimeUse?) -> PortalSessionAttempt {
            PortalSessionAttempt(
                Fixture.session(number, begunBy: parent), using: use, limits: Fixture.limits,
                random: SystemRandomSource())
        }
        let use = try Fixture.use(1)
        for attempt in [attempt(1, using: use), attempt(2, begunBy: 1, using: nil)] {
            #expect(try await send([attempt], isAgain: false) == [.begun])
            for _ in 1...2 { #expect(try await send([attempt], isAgain: true) == [.begun]) }
        }
        for isAgain in [false, true] {
            #expect(try await send([attempt(3, using: use)], isAgain: isAgain) == [.usedAlready])
            #expect(try await send([attempt(4, begunBy: 9, using: nil)], isAgain: isAgain) == [.parentUnknown])
        }
        let mixed = [
            attempt(5, using: try Fixture.use(2)), attempt(6, using: use), attempt(7, begunBy: 99, using: nil),
            attempt(8, begunBy: 1, using: nil), attempt(9, using: try Fixture.use(3)),
        ]
        let outcomes: [PortalSessionBeginning] = [.begun, .usedAlready, .parentUnknown, .begun, .begun]
        for isAgain in [false, true] { #expect(try await send(mixed, isAgain: isAgain) == outcomes) }
        #expect(try await store.portalSessions(after: [], limit: 10).map(\.id.first) == [1, 2, 5, 8, 9])
        await connection.close()
        await store.close()
    }
}
