package import Accounts
import Encodings

/// What a store holds, in numbers and digests: two stores with the same ones hold the same.
package struct StoreSummary: Hashable, Sendable {
    /// A number of things and the digest of all of them.
    package struct Part: Hashable, Sendable {
        /// How many.
        package private(set) var count = 0
        private var chain = OneTimeKey(purpose: "store summary", fields: [])

        /// 64 hexadecimal digits.
        package var digest: String { Hexadecimal.text(chain.bytes) }

        /// Adds the next thing; the order counts.
        mutating func add(_ fields: [String]) {
            count += 1
            chain = OneTimeKey(purpose: "store summary", fields: [digest] + fields)
        }
    }

    /// Entities with references, documents and last uses.
    package private(set) var entities = Part()
    /// Revocations.
    package private(set) var revocations = Part()
    /// Portal sessions.
    package private(set) var portalSessions = Part()

    /// Reads all of a store.
    ///
    /// Throws what the store throws.
    package init(of store: any EnumerableStore) async throws {
        let revocations = try await store.revocations().all.map { revocation in
            ["\(revocation.target)", "\(revocation.issuedAtOrBefore.milliseconds)"]
        }
        for fields in revocations.sorted(by: { $0.lexicographicallyPrecedes($1) }) { self.revocations.add(fields) }
        var entities = Part()
        try await StorePages(store: store).entities { page in for entity in page { entities.add(entity.fields) } }
        self.entities = entities
        var sessions = Part()
        try await StorePages(store: store).portalSessions { page in for session in page { sessions.add(session.fields) }
        }
        portalSessions = sessions
    }

    /// What it says, for people.
    package var lines: [String] {
        [
            "entities:        \(entities.count), \(entities.digest)",
            "revocations:     \(revocations.count), \(revocations.digest)",
            "portal sessions: \(portalSessions.count), \(portalSessions.digest)",
        ]
    }
}
