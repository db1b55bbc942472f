import Accounts
import Testing

@Suite struct EntityCacheTests {
    private func kept(_ cache: EntityCache<Int>, _ numbers: some Sequence<Int>, version: UInt64 = 1) -> [Int] {
        numbers.filter { cache.value("\($0)", version: version) == $0 }
    }

    @Test func theLatestStayAndTheNumberIsBounded() {
        let cache = EntityCache<Int>(of: [.role], capacity: 100)
        for number in 0..<1_000 { cache.keep(number, "\(number)", version: 1) }
        // From the latest on: to ask for one may make another one go.
        let kept = kept(cache, (0..<1_000).reversed())
        #expect(Array(kept.prefix(50)) == Array((950..<1_000).reversed()))
        #expect(kept.count <= 100)
    }

    @Test func whatIsAskedForStays() {
        let cache = EntityCache<Int>(of: [.role], capacity: 100)
        cache.keep(-1, "-1", version: 1)
        for number in 0..<1_000 {
            cache.keep(number, "\(number)", version: 1)
            if number.isMultiple(of: 20) { #expect(kept(cache, [-1]) == [-1]) }
        }
        #expect(kept(cache, [0]) == [])
    }

    @Test func whatWasKeptAtAnotherVersionCountsNoMore() {
        let cache = EntityCache<Int>(of: [.role], capacity: 100)
        cache.keep(1, "1", version: 1)
        #expect(kept(cache, [1], version: 2) == [])
        cache.keep(2, "2", version: 2)
        #expect(kept(cache, [1, 2], version: 2) == [2])
        // What was read before the change comes too late.
        cache.keep(3, "3", version: 1)
        #expect(kept(cache, [2, 3], version: 2) == [2])
        // As does what was asked for at times while it was old.
        for number in 10..<70 { cache.keep(number, "\(number)", version: 2) }
        #expect(kept(cache, [1], version: 2) == [])
    }
}
