import Accounts
import Encodings
import Testing

@testable import SallyportPostgres

@Suite(
    "A portal session that is sent again", .enabled(if: TestServer.isThere, "SALLYPORT_TEST_POSTGRES names no server"))
struct PortalSessionAttemptTests {
    @Test("is known when its answer was lost, and takes nobody else's for its own")
    func again() async throws {
        let servers = try TestServer.emptySchema()
        let store = try await TestServer.store(servers)
        let connection = PostgresConnection(servers)
        func send(_ attempt: PortalSessionAttempt, isAgain: Bool) async throws -> PortalSessionBeginning {
            try await PostgresFederationStore.carryOut(attempt, counts: true, isAgain: isAgain, connection).0
        }
        func attempt(_ number: UInt8, begunBy parent: UInt8? = nil, using use: OneTimeUse?) -> PortalSessionAttempt {
            PortalSessionAttempt(
                Fixture.session(number, begunBy: parent), using: use, limits: Fixture.limits,
                random: SystemRandomSource())
        }
        let use = try Fixture.use(1)
        for attempt in [attempt(1, using: use), attempt(2, begunBy: 1, using: nil)] {
            #expect(try await send(attempt, isAgain: false) == .begun)
            for _ in 1...2 { #expect(try await send(attempt, isAgain: true) == .begun) }
        }
        for isAgain in [false, true] {
            #expect(try await send(attempt(3, using: use), isAgain: isAgain) == .usedAlready)
            #expect(try await send(attempt(4, begunBy: 9, using: nil), isAgain: isAgain) == .parentUnknown)
        }
        #expect(try await send(attempt(5, using: Fixture.use(2)), isAgain: true) == .begun)
        #expect(try await store.portalSessions(after: [], limit: 10).map(\.id.first) == [1, 2, 5])
        await connection.close()
        await store.close()
    }
}
