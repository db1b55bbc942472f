import Accounts
import Encodings
internal import Foundation

extension StoreConformanceCase {
    static let time: [StoreConformanceCase] = [
        StoreConformanceCase("a sweep removes what has expired and nothing else") { make in
            let store = try await make()
            _ = try await store.redeem(try Fixture.use(1, lasting: 60), at: Fixture.start)
            _ = try await store.redeem(try Fixture.use(2, lasting: 120), at: Fixture.start)
            try requireEqual(try await store.sweep(at: Fixture.start.addingTimeInterval(59)), 0, "removed early")
            try requireEqual(try await store.sweep(at: Fixture.start.addingTimeInterval(60)), 1, "removed at the end")
            let kept = try await store.redeem(
                try Fixture.use(2, lasting: 120), at: Fixture.start.addingTimeInterval(61))
            try requireEqual(kept, .alreadyUsed(at: Timestamp(roundingDown: Fixture.start)), "the longer one")
        },
        StoreConformanceCase("a clock set forward and back readmits nothing") { make in
            let store = try await make()
            let use = try Fixture.use(1, lasting: 300)
            _ = try await store.redeem(use, at: Fixture.start)
            try await store.sweep(at: Fixture.start.addingTimeInterval(86_400))
            let again = try await store.redeem(use, at: Fixture.start.addingTimeInterval(1))
            let swept = Timestamp(roundingDown: Fixture.start.addingTimeInterval(86_400))
            try requireEqual(again, .forgotten(sweptThrough: swept), "use after the clock came back")
        },
        StoreConformanceCase("a sweep with an earlier clock goes by the highest instant") { make in
            let store = try await make()
            _ = try await store.redeem(try Fixture.use(1, lasting: 60), at: Fixture.start)
            _ = try await store.redeem(try Fixture.use(2, lasting: 900), at: Fixture.start.addingTimeInterval(600))
            try requireEqual(try await store.sweep(at: Fixture.start), 1, "removed")
            let again = try await store.redeem(try Fixture.use(1, lasting: 60), at: Fixture.start)
            let swept = Timestamp(roundingDown: Fixture.start.addingTimeInterval(600))
            try requireEqual(again, .forgotten(sweptThrough: swept), "swept use")
            let fresh = try await store.redeem(try Fixture.use(3, lasting: 601), at: Fixture.start)
            try requireEqual(fresh, .recorded, "a use that ends later")
        },
        StoreConformanceCase("the highest instant is remembered and never falls") { make in
            let store = try await make()
            try requireEqual(try await store.highestInstant(), nil, "new store")
            _ = try await store.redeem(try Fixture.use(1), at: Fixture.start)
            try await store.sweep(at: Fixture.start.addingTimeInterval(-3_600))
            try requireEqual(
                try await store.highestInstant(), Timestamp(roundingDown: Fixture.start), "highest instant")
        },
        StoreConformanceCase("milliseconds count") { make in
            let store = try await make()
            _ = try await store.redeem(try Fixture.use(1, lasting: 1.5), at: Fixture.start)
            try requireEqual(try await store.sweep(at: Fixture.start.addingTimeInterval(1.499)), 0, "removed early")
            try requireEqual(try await store.sweep(at: Fixture.start.addingTimeInterval(1.501)), 1, "removed")
        },
    ]
}
