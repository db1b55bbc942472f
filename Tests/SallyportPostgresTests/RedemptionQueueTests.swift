import Accounts
import Encodings
import Testing

@testable import SallyportPostgres

@Suite("Uses that wait to be recorded")
struct RedemptionQueueTests {
    private let queue = RedemptionQueue(reachability: Reachability())

    private func attempts(_ numbers: Range<UInt32>) throws -> [UseAttempt] {
        let now = Timestamp(roundingDown: Fixture.start)
        return try numbers.map { UseAttempt(try Fixture.use($0), at: now, random: SystemRandomSource()) }
    }

    /// Begins to redeem; the tasks end once their batch is finished.
    private func redeem(_ numbers: Range<UInt32>) throws -> [Task<Redemption, any Error>] {
        try attempts(numbers).map { [queue] attempt in Task { try await queue.redeem(attempt) } }
    }

    private func finish(_ batch: [RedemptionQueue.Entry]) {
        for entry in batch { entry.finish(.success(.recorded)) }
        queue.finished(batch)
    }

    @Test("one that comes alone is taken at once, and those that come meanwhile together, each once")
    func gathered() async throws {
        let first = try redeem(0..<1)
        let batch = try #require(await queue.next())
        #expect(batch.count == 1)
        let others = try redeem(1..<9)
        // A statement that is not answered keeps nobody waiting for ever.
        try await take(8)
        finish(batch)
        for task in first + others { #expect(try await task.value == .recorded) }
    }

    @Test("several that came during a statement wait for a crowd, and not for ever when none comes")
    func busy() async throws {
        let first = try redeem(0..<1)
        let batch = try #require(await queue.next())
        let others = try redeem(1..<4)
        finish(batch)
        try await take(3)
        let crowd = try redeem(4..<44)
        try await take(40)
        for task in first + others + crowd { #expect(try await task.value == .recorded) }
    }

    /// Records so many, in as many batches as it takes.
    private func take(_ count: Int) async throws {
        var taken = 0
        while taken < count {
            let next = try #require(await queue.next())
            taken += next.count
            finish(next)
        }
        #expect(taken == count)
    }

    @Test("what waits is refused when the store is closed, and whoever works is told")
    func closed() async throws {
        let waiting = try redeem(0..<1)
        let batch = try #require(await queue.next())
        queue.close()
        #expect(await queue.next() == nil)
        finish(batch)
        for task in waiting { #expect(try await task.value == .recorded) }
        let late = try redeem(1..<2)
        for task in late { await #expect(throws: StoreError.self) { _ = try await task.value } }
    }
}
