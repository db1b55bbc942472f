internal import Accounts
import Encodings
internal import Foundation

extension StoreConformanceCase {
    /// How portal sessions begin.
    static let portalSessions: [StoreConformanceCase] = [
        StoreConformanceCase("a portal session is found by its id alone, until it is ended") { make in
            let store = try await make()
            let session = PortalFixture.session(1, sealed: (0..<100_000).map { UInt8($0 % 251) })
            try requireEqual(try await PortalFixture.begin(session, store), .begun, "a session")
            try requireEqual(try await store.sealedPortalSession(session.id), session.sealed, "what it gives")
            try await store.endPortalSession(PortalFixture.digest(2), inFavourOf: nil)
            try await PortalFixture.require(store, has: [1], not: [2], "when another has ended")
            for _ in 1...2 { try await store.endPortalSession(session.id, inFavourOf: nil) }
            try await PortalFixture.require(store, not: [1], "when it has ended")
        },
        StoreConformanceCase("of what works once one portal session begins, also when that has ended") { make in
            let store = try await make()
            let use = try Fixture.use(1)
            let started = Timestamp(roundingDown: Fixture.start)
            try requireEqual(try await PortalFixture.begin(1, using: use, store), .begun, "the first")
            try requireEqual(try await PortalFixture.begin(2, using: use, store), .usedAlready, "the second")
            try await store.endPortalSession(PortalFixture.digest(1), inFavourOf: nil)
            try requireEqual(try await PortalFixture.begin(3, using: use, store), .usedAlready, "after its end")
            try await PortalFixture.require(store, not: [1, 2, 3], "after the end of the first")
            try requireEqual(try await store.redeem(use, at: Fixture.start), .alreadyUsed(at: started), "its use")

            _ = try await store.redeem(try Fixture.use(2), at: Fixture.start)
            let used = try await PortalFixture.begin(4, using: Fixture.use(2), store)
            try requireEqual(used, .usedAlready, "of what was used otherwise")
            try await store.sweep(at: Fixture.start.addingTimeInterval(300))
            let forgotten = try await PortalFixture.begin(5, using: Fixture.use(3), store)
            try requireEqual(forgotten, .usedAlready, "of what nobody can tell of")
            try await PortalFixture.require(store, not: [4, 5], "of no first use")
            let later = try await PortalFixture.begin(6, using: Fixture.use(4, lasting: 301), store)
            try requireEqual(later, .begun, "of what ends later")
        },
        StoreConformanceCase("of many portal sessions that begin at once of one thing one begins") { make in
            let store = try await make()
            let use = try Fixture.use(1)
            let begun = try await withThrowingTaskGroup(of: PortalSessionBeginning.self) { group in
                for number in 0..<32 {
                    group.addTask { try await PortalFixture.begin(UInt32(number), using: use, store) }
                }
                return try await group.reduce(into: 0) { $0 += $1 == .begun ? 1 : 0 }
            }
            try requireEqual(begun, 1, "sessions that began")
            var there = 0
            for number in 0..<32 where try await PortalFixture.isThere(UInt32(number), store) { there += 1 }
            try requireEqual(there, 1, "sessions that are there")
        },
        StoreConformanceCase("the oldest of a subject gives way, of browsers and of programs each for themselves") {
            make in
            let store = try await make()
            try requireEqual(try await PortalFixture.begin(9, of: 200, store), .begun, "somebody else's")
            // The second is older than the first.
            for (id, seconds) in [(1, 5), (2, 3)] as [(UInt32, TimeInterval)] {
                try requireEqual(try await PortalFixture.begin(id, after: seconds, store), .begun, "\(id)")
            }
            for (id, seconds) in [(11, 4), (12, 6)] as [(UInt32, TimeInterval)] {
                let program = PortalFixture.session(id, begunBy: 1, after: seconds)
                try requireEqual(try await PortalFixture.begin(program, store), .begun, "program \(id)")
            }
            try requireEqual(try await PortalFixture.begin(3, after: 7, store), .begun, "one too many")
            try await PortalFixture.require(store, has: [1, 3, 9, 11, 12], not: [2], "of browsers")
            let program = PortalFixture.session(13, begunBy: 3, after: 8)
            try requireEqual(try await PortalFixture.begin(program, store), .begun, "a program too many")
            try await PortalFixture.require(store, has: [1, 3, 9, 12, 13], not: [11], "of programs")
        },
        StoreConformanceCase("where there is no room no portal session begins, and none gives way to a stranger's") {
            make in
            let store = try await make()
            let limits = PortalSessionLimits(subject: 1, all: 40)
            for number in 0..<UInt32(40) {
                let session = PortalFixture.session(number, of: 1_000 + number)
                try requireEqual(try await PortalFixture.begin(session, limits: limits, store), .begun, "\(number)")
            }
            let use = try Fixture.use(1)
            for expected in [PortalSessionBeginning.full, .usedAlready] {
                let stranger = PortalFixture.session(100, of: 2_000)
                let answer = try await PortalFixture.begin(stranger, using: use, limits: limits, store)
                try requireEqual(answer, expected, "a stranger's")
            }
            try await PortalFixture.require(store, has: Array(0..<40), not: [100], "without room")
            let own = PortalFixture.session(101, of: 1_000)
            try requireEqual(
                try await PortalFixture.begin(own, limits: limits, store), .begun, "one in place of another")
            try await PortalFixture.require(store, has: [101], not: [0], "of the same user")
            try await store.endPortalSession(own.id, inFavourOf: nil)
            let next = PortalFixture.session(102, of: 2_000)
            try requireEqual(try await PortalFixture.begin(next, limits: limits, store), .begun, "one after an end")
        },
        StoreConformanceCase("a program's portal session begins only beside the one that allowed it") { make in
            let store = try await make()
            let orphan = PortalFixture.session(2, begunBy: 1)
            try requireEqual(try await PortalFixture.begin(orphan, store), .parentUnknown, "of none")
            try await PortalFixture.require(store, not: [2], "of none")
            for round in 0..<UInt32(20) {
                let (parent, id) = (1_000 + round, 2_000 + round)
                try requireEqual(try await PortalFixture.begin(parent, of: round, store), .begun, "\(parent)")
                async let beginning = PortalFixture.begin(PortalFixture.session(id, of: round, begunBy: parent), store)
                async let end: Void = store.endPortalSession(PortalFixture.digest(parent), inFavourOf: nil)
                let answer = try await beginning
                try await end
                try require([.begun, .parentUnknown].contains(answer), "\(answer) in round \(round)")
                try await PortalFixture.require(store, not: [parent, id], "round \(round)")
            }
        },
        StoreConformanceCase("an id that a portal session has is a conflict, and nothing is used for it") { make in
            let store = try await make()
            try requireEqual(try await PortalFixture.begin(1, store), .begun, "the first")
            let use = try Fixture.use(1)
            let code = await EntityFixture.failure {
                let other = PortalFixture.session(1, of: 200, sealed: [1])
                _ = try await PortalFixture.begin(other, using: use, store)
            }
            try requireEqual(code, .conflict, "the second")
            let sealed = try await store.sealedPortalSession(PortalFixture.digest(1))
            try requireEqual(sealed, PortalFixture.digest(1), "what the first gives")
            try requireEqual(try await store.redeem(use, at: Fixture.start), .recorded, "what the second came of")
        },
        StoreConformanceCase("portal sessions change no version of an entity") { make in
            let store = try await make()
            let before = try await store.entityVersions()
            try requireEqual(try await PortalFixture.begin(1, using: Fixture.use(1), store), .begun, "a session")
            try await store.endPortalSession(PortalFixture.digest(1), inFavourOf: nil)
            try requireEqual(try await store.entityVersions(), before, "versions")
        },
    ]
}

/// Portal sessions for the cases.
enum PortalFixture {
    static func digest(_ number: UInt32) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
            + [UInt8](repeating: 0x5A, count: KeptPortalSession.digestLength - 4)
    }

    static func session(
        _ id: UInt32, of subject: UInt32 = 100, index: UInt32? = nil, begunBy parent: UInt32? = nil,
        after seconds: TimeInterval = 0, lasting lifetime: TimeInterval = 3_600, sealed: [UInt8]? = nil
    ) -> KeptPortalSession {
        let began = Fixture.start.addingTimeInterval(seconds)
        return KeptPortalSession(
            id: digest(id), subject: digest(subject), sessionIndex: index.map(digest), begunBy: parent.map(digest),
            createdAt: Timestamp(roundingDown: began),
            expiresAt: Timestamp(roundingDown: began.addingTimeInterval(lifetime)), sealed: sealed ?? digest(id))
    }

    static func begin(
        _ session: KeptPortalSession, using use: OneTimeUse? = nil,
        limits: PortalSessionLimits = PortalSessionLimits(subject: 2, all: 10_000), _ store: any FederationStore
    ) async throws -> PortalSessionBeginning {
        try await store.begin(session, using: use, limits: limits)
    }

    /// A browser's.
    static func begin(
        _ id: UInt32, of subject: UInt32 = 100, using use: OneTimeUse? = nil, after seconds: TimeInterval = 0,
        _ store: any FederationStore
    ) async throws -> PortalSessionBeginning {
        try await begin(session(id, of: subject, after: seconds), using: use, store)
    }

    static func isThere(_ id: UInt32, _ store: any FederationStore) async throws -> Bool {
        try await store.sealedPortalSession(digest(id)) != nil
    }

    /// Which are there, and which are not.
    static func require(
        _ store: any FederationStore, has there: [UInt32] = [], not gone: [UInt32] = [], _ what: String
    ) async throws {
        for id in there { try requireEqual(try await isThere(id, store), true, "\(what): \(id) is there") }
        for id in gone { try requireEqual(try await isThere(id, store), false, "\(what): \(id) is there") }
    }
}
