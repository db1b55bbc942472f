import Accounts
import Encodings
import Testing
import UserSignIn

@Suite("Attempts of everybody at one name")
struct NameAllowanceTests {
    private static let now = Timestamp(milliseconds: 1_700_000_000_000)

    private let store = InMemoryFederationStore()
    private let account: AccountID
    private let other: AccountID

    init() throws {
        account = try #require(AccountID("111122223333"))
        other = try #require(AccountID("444455556666"))
    }

    private func take(
        _ name: String = "ann", of account: AccountID? = nil, after seconds: Int64 = 0
    ) async throws -> Int? {
        let allowance = NameAllowance(name: name, of: account ?? self.account)
        let instant = Self.now.advanced(bySeconds: seconds)
        return try await store.writeEntities { try await allowance.take($0, at: instant) }
    }

    @Test func isUsedUpByAHundredAndFillsUpAgain() async throws {
        for number in 0..<100 { #expect(try await take(number % 2 == 0 ? "ann" : "ANN") == nil) }
        #expect(try await take() == 300)
        #expect(try await take(after: 299) == 1)
        #expect(try await take("ben") == nil)
        #expect(try await take(of: other) == nil)
        #expect(try await take(after: 300) == nil)
        #expect(try await take(after: 300) == 300)
        for _ in 0..<2 { #expect(try await take(after: 900) == nil) }
        #expect(try await take(after: 900) == 300)
    }

    @Test func whatProvesRightTakesNothing() async throws {
        let allowance = NameAllowance(name: "ann", of: account)
        for _ in 0..<150 {
            #expect(try await take() == nil)
            try await store.writeEntities { try await allowance.giveBack($0, at: Self.now) }
        }
        let kept = try await store.readEntities {
            try await $0.count(.below(.attemptCount, AttemptCountRecord.account))
        }
        #expect(kept == 0)
    }

    @Test func manyAtOnceAreNoWayAround() async throws {
        let given = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<120 { group.addTask { try await take() == nil } }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(given == 100)
    }

    @Test func aClockThatIsSetBackGivesNothing() async throws {
        for _ in 0..<100 { #expect(try await take() == nil) }
        #expect(try await take(after: -3_600) == 300)
        #expect(try await take(after: -86_400) == nil)
    }
}
