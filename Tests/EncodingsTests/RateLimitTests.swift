import Encodings
import Testing

@Suite("Rates")
struct RateLimitTests {
    private static let now = Timestamp(milliseconds: 1_000_000)

    @Test func areSoManyAtOnceAndThenOneInATime() {
        let limit = RateLimit(burst: 3, seconds: 2)
        let now = Self.now
        #expect((0..<3).map { _ in limit.take("a", at: now) } == [nil, nil, nil])
        #expect(limit.take("a", at: now) == 2)
        #expect(limit.take("b", at: now) == nil)
        #expect(limit.take("a", at: now.advanced(bySeconds: 1)) == 1)
        #expect(limit.take("a", at: now.advanced(bySeconds: 2)) == nil)
        #expect(limit.take("a", at: now.advanced(bySeconds: 2)) == 2)
        #expect(limit.take("a", at: now.advanced(bySeconds: 100)) == nil)
    }

    @Test func whatIsGivenBackDoesNotCount() {
        let limit = RateLimit(burst: 2, seconds: 10)
        for _ in 0..<20 {
            #expect(limit.take("a", at: Self.now) == nil)
            limit.giveBack("a", at: Self.now)
        }
        // More than was taken is not given back.
        limit.giveBack("a", at: Self.now)
        #expect((0..<2).map { _ in limit.take("a", at: Self.now) } == [nil, nil])
        #expect(limit.take("a", at: Self.now) == 10)
    }

    @Test func aLookTakesNothing() {
        let limit = RateLimit(burst: 1, seconds: 5)
        for _ in 0..<5 { #expect(limit.wait("a", at: Self.now) == nil) }
        #expect(limit.take("a", at: Self.now) == nil)
        for _ in 0..<5 { #expect(limit.wait("a", at: Self.now) == 5) }
    }

    @Test func aClockThatIsSetBackLocksNobodyOut() {
        let limit = RateLimit(burst: 2, seconds: 10)
        for _ in 0..<2 { _ = limit.take("a", at: Self.now.advanced(bySeconds: 100_000)) }
        #expect(limit.wait("a", at: Self.now) == 10)
        #expect(limit.take("a", at: Self.now.advanced(bySeconds: 10)) == nil)
    }
}
