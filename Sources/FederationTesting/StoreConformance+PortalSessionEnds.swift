internal import Accounts
import Encodings
internal import Foundation

extension StoreConformanceCase {
    /// How portal sessions end.
    static let portalSessionEnds: [StoreConformanceCase] = [
        StoreConformanceCase("programs end with the portal session that allowed them, or go on with its successor") {
            make in
            let store = try await make()
            for id: UInt32 in [1, 2] {
                try requireEqual(try await PortalFixture.begin(id, store), .begun, "\(id)")
                let program = PortalFixture.session(10 + id, begunBy: id)
                try requireEqual(try await PortalFixture.begin(program, store), .begun, "the program of \(id)")
            }
            try await store.endPortalSession(PortalFixture.digest(1), inFavourOf: PortalFixture.digest(2))
            try await PortalFixture.require(store, has: [2, 11, 12], not: [1], "in favour of another")
            try requireEqual(try await PortalFixture.begin(3, store), .begun, "a third")
            let program = PortalFixture.session(13, of: 200, begunBy: 3)
            try requireEqual(try await PortalFixture.begin(program, store), .begun, "somebody else's program")
            try await store.endPortalSession(PortalFixture.digest(2), inFavourOf: nil)
            try await PortalFixture.require(store, has: [3, 13], not: [2, 11, 12], "in favour of none")
        },
        StoreConformanceCase("portal sessions of a subject end, all or by session at the identity provider") { make in
            let store = try await make()
            let (first, second) = (PortalFixture.digest(71), PortalFixture.digest(72))
            let limits = PortalSessionLimits(subject: 10, all: 100)
            for session in [
                PortalFixture.session(1, index: 71), PortalFixture.session(2, index: 72), PortalFixture.session(3),
                PortalFixture.session(4, index: 71, begunBy: 1), PortalFixture.session(5, index: 73),
                PortalFixture.session(6, of: 200, index: 71),
            ] {
                try requireEqual(try await PortalFixture.begin(session, limits: limits, store), .begun, "a session")
            }
            let subject = PortalFixture.digest(100)
            let unknown = try await store.endPortalSessions(of: PortalFixture.digest(300), sessionIndexes: [])
            try requireEqual(unknown, 0, "of nobody")
            // That of which the session there is not known may be the one that is meant.
            let ofFirst = try await store.endPortalSessions(of: subject, sessionIndexes: [first])
            try requireEqual(ofFirst, 3, "of one session there")
            try await PortalFixture.require(store, has: [2, 5, 6], not: [1, 3, 4], "of one session there")
            let ofTwo = try await store.endPortalSessions(of: subject, sessionIndexes: [first, second])
            try requireEqual(ofTwo, 1, "of two sessions there")
            try requireEqual(try await store.endPortalSessions(of: subject, sessionIndexes: []), 1, "of all")
            try await PortalFixture.require(store, has: [6], not: [2, 5], "of all")
        },
        StoreConformanceCase("portal sessions that are over are forgotten, and no others") { make in
            let store = try await make()
            func forget(after seconds: TimeInterval) async throws -> Int {
                let instant = Timestamp(roundingDown: Fixture.start.addingTimeInterval(seconds))
                return try await store.forgetPortalSessions(overAt: instant)
            }
            for number in 0..<UInt32(260) {
                let session = PortalFixture.session(number, of: number, lasting: 60)
                try requireEqual(try await PortalFixture.begin(session, store), .begun, "\(number)")
            }
            let longer = PortalFixture.session(1_000, of: 1_000, lasting: 60.001)
            try requireEqual(try await PortalFixture.begin(longer, store), .begun, "one that lasts longer")
            try requireEqual(try await forget(after: 59.999), 0, "forgotten early")
            try requireEqual(try await forget(after: 60), 260, "forgotten at the end")
            try await PortalFixture.require(store, has: [1_000], not: [0, 259], "at the end")
            try requireEqual(try await forget(after: 60), 0, "forgotten twice")
        },
    ]
}
