import Accounts
import Encodings
import Testing

@testable import SallyportPostgres

@Suite("Uses and portal sessions that wait to be recorded")
struct RecordingQueueTests {
    private let queue = RecordingQueue(reachability: Reachability())

    private func attempts(_ numbers: Range<UInt32>) throws -> [UseAttempt] {
        let now = Timestamp(roundingDown: Fixture.start)
        return try numbers.map { UseAttempt(try Fixture.use($0), at: now, random: SystemRandomSource()) }
    }

    /// Begins to redeem; the tasks end once their batch is finished.
    private func redeem(_ numbers: Range<UInt32>) throws -> [Task<Redemption, any Error>] {
        try attempts(numbers).map { [queue] attempt in Task { try await queue.redeem(attempt) } }
    }

    private func finish(_ batch: [RecordingQueue.Entry]) {
        for entry in batch {
            entry.use?.finish(.success(.recorded))
            entry.session?.finish(.success(.begun))
        }
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

    @Test("portal sessions wait with uses, and each is told what became of it")
    func sessions() async throws {
        let first = try redeem(0..<1)
        let batch = try #require(await queue.next())
        let sessions = try (UInt8(0)..<4).map { number in
            let attempt = PortalSessionAttempt(
                Fixture.session(number), using: try Fixture.use(UInt32(number)), limits: Fixture.limits,
                random: SystemRandomSource())
            return Task { [queue] in try await queue.begin(attempt) }
        }
        let others = try redeem(1..<5)
        finish(batch)
        try await take(8)
        for task in first + others { #expect(try await task.value == .recorded) }
        for task in sessions { #expect(try await task.value == .begun) }
        queue.close()
        let late = PortalSessionAttempt(
            Fixture.session(9), using: nil, limits: Fixture.limits, random: SystemRandomSource())
        await #expect(throws: StoreError.self) { _ = try await queue.begin(late) }
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
