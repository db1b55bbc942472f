import Accounts
import Encodings

extension StoreConformanceCase {
    /// Attempts that are counted in the store.
    static let attempts: [StoreConformanceCase] = [
        StoreConformanceCase("of many attempts at once as many are looked at as are free") { makeStore in
            let store = try await makeStore()
            let begun = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 1...20 { group.addTask { try await AttemptFixture.begin("AIDA1", store) } }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            try requireEqual(begun, 5, "attempts that were looked at")
            try requireEqual(try await AttemptFixture.begin("AIDA2", store), true, "somebody else's")
        },
        StoreConformanceCase("the next attempt waits, and a right one ends that") { makeStore in
            let store = try await makeStore()
            for _ in 1...5 { _ = try await AttemptFixture.begin("AIDA1", store) }
            try requireEqual(try await AttemptFixture.begin("AIDA1", store, after: 59), false, "after 59 seconds")
            try requireEqual(try await AttemptFixture.begin("AIDA1", store, after: 60), true, "after 60 seconds")
            try requireEqual(try await AttemptFixture.begin("AIDA1", store, after: 179), false, "after 119 more")
            try await GuessAttempts(oldPasswordsOf: "AIDA1").succeed(in: store, at: AttemptFixture.start)
            try requireEqual(try await AttemptFixture.kept(store), 0, "what is kept of a right one")
            try requireEqual(try await AttemptFixture.begin("AIDA1", store), true, "the next one")
        },
        StoreConformanceCase("an attempt that is taken back does not count") { makeStore in
            let store = try await makeStore()
            for _ in 1...10 {
                try requireEqual(try await AttemptFixture.begin("AIDA1", store), true, "an attempt")
                try await GuessAttempts(oldPasswordsOf: "AIDA1").withdraw(in: store, at: AttemptFixture.start)
            }
            try requireEqual(try await AttemptFixture.kept(store), 0, "what is kept")
        },
        StoreConformanceCase("counts of another time are let go as others come") { makeStore in
            let store = try await makeStore()
            for number in 1...40 { _ = try await AttemptFixture.begin("AIDA\(number)", store) }
            try requireEqual(try await AttemptFixture.kept(store), 40, "counts of the first day")
            for number in 41...80 { _ = try await AttemptFixture.begin("AIDA\(number)", store, after: 86_400) }
            let kept = try await AttemptFixture.kept(store)
            try require((40..<50).contains(kept), "\(kept) counts are kept, of which 40 are new")
        },
    ]
}

enum AttemptFixture {
    static let start = Timestamp(roundingDown: Fixture.start)

    static func begin(
        _ userID: String, _ store: any FederationStore, after seconds: Int64 = 0
    ) async throws -> Bool {
        try await GuessAttempts(oldPasswordsOf: userID).begin(in: store, at: start.advanced(bySeconds: seconds))
    }

    static func kept(_ store: any FederationStore) async throws -> Int {
        try await store.readEntities { try await $0.count(.below(.attemptCount, AttemptCountRecord.account)) }
    }
}
