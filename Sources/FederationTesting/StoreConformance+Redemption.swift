internal import Accounts
import Encodings
internal import Foundation

extension StoreConformanceCase {
    static let redemption: [StoreConformanceCase] = [
        StoreConformanceCase("a key is recorded once and the second use is told when the first was") { make in
            let store = try await make()
            let use = try Fixture.use(1)
            try requireEqual(try await store.redeem(use, at: Fixture.start), .recorded, "first use")
            let again = try await store.redeem(use, at: Fixture.start.addingTimeInterval(10))
            try requireEqual(again, .alreadyUsed(at: Timestamp(roundingDown: Fixture.start)), "second use")
        },
        StoreConformanceCase("another key is not affected") { make in
            let store = try await make()
            _ = try await store.redeem(try Fixture.use(1), at: Fixture.start)
            try requireEqual(try await store.redeem(try Fixture.use(2), at: Fixture.start), .recorded, "other key")
        },
        StoreConformanceCase("of concurrent uses exactly one is recorded") { make in
            let store = try await make()
            let use = try Fixture.use(3)
            let recorded = try await withThrowingTaskGroup(of: Redemption.self) { group in
                for _ in 0..<64 { group.addTask { try await store.redeem(use, at: Fixture.start) } }
                var count = 0
                for try await redemption in group where redemption == .recorded { count += 1 }
                return count
            }
            try requireEqual(recorded, 1, "recorded uses of 64")
        },
        StoreConformanceCase("many different keys are all recorded") { make in
            let store = try await make()
            for number in 0..<2_000 {
                let redemption = try await store.redeem(try Fixture.use(UInt32(number)), at: Fixture.start)
                try requireEqual(redemption, .recorded, "use \(number)")
            }
        },
        StoreConformanceCase("a record outlives the same key with an earlier end") { make in
            let store = try await make()
            _ = try await store.redeem(try Fixture.use(4, lasting: 300), at: Fixture.start)
            let again = try await store.redeem(try Fixture.use(4, lasting: 10), at: Fixture.start)
            try requireEqual(again, .alreadyUsed(at: Timestamp(roundingDown: Fixture.start)), "second use")
            try await store.sweep(at: Fixture.start.addingTimeInterval(20))
            let later = try await store.redeem(
                try Fixture.use(4, lasting: 300), at: Fixture.start.addingTimeInterval(30))
            try requireEqual(later, .alreadyUsed(at: Timestamp(roundingDown: Fixture.start)), "third use")
        },
    ]
}
