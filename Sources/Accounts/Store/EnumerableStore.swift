package import Encodings

/// The record of a one-time use, as a store keeps it.
package struct KeptUse: Hashable, Sendable {
    /// The first half of the thing's digest.
    package let key: [UInt8]
    /// When it was used.
    package let usedAt: Timestamp
    /// Until when it is remembered.
    package let keepUntil: Timestamp

    package init(key: [UInt8], usedAt: Timestamp, keepUntil: Timestamp) {
        self.key = key
        self.usedAt = usedAt
        self.keepUntil = keepUntil
    }
}

/// A store that can be read from one end to the other, for whoever moves it into another one.
package protocol EnumerableStore: FederationStore {
    /// At most `limit` entities of all accounts, sorted by unique id, after the one with `after`.
    ///
    /// - Parameter owned: those that belong to another entity, or those that don't.
    func entities(owned: Bool, after: String, limit: Int) async throws(StoreError) -> [EntityRow]

    /// At most `limit` records of one-time uses, sorted by key, after the one with `after`.
    func uses(after: [UInt8], limit: Int) async throws(StoreError) -> [KeptUse]

    /// At most `limit` portal sessions, sorted by id, after the one with `after`.
    func portalSessions(after: [UInt8], limit: Int) async throws(StoreError) -> [KeptPortalSession]

    /// Keeps portal sessions as they are; those that are there already stay.
    func keep(_ sessions: [KeptPortalSession]) async throws(StoreError)
}
