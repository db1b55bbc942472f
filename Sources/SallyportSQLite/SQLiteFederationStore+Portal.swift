public import Accounts
public import Encodings

extension SQLiteFederationStore {
    /// Sessions that are removed in one transaction, so that it never keeps other writes waiting for long.
    private static let portalStep = 100

    /// Begins a portal session, together with the use of what it comes of.
    public func begin(
        _ session: KeptPortalSession, using use: OneTimeUse?, limits: PortalSessionLimits
    ) async throws(StoreError) -> PortalSessionBeginning {
        let room = portalRoom
        return try await database.write {
            try PortalSessionTable.begin(session, using: use, limits: limits, room, in: $0)
        }
    }

    /// What a portal session gives, sealed; read on the thread of the caller.
    public func sealedPortalSession(_ id: [UInt8]) async throws(StoreError) -> [UInt8]? {
        try database.lookUp { try PortalSessionTable.sealed(id, $0) }
    }

    /// Ends a portal session, with its programs unless another takes its place.
    public func endPortalSession(_ id: [UInt8], inFavourOf successor: [UInt8]?) async throws(StoreError) {
        try await database.write { try PortalSessionTable.end(id, inFavourOf: successor, $0.db) }
    }

    /// Ends portal sessions of a subject; gives their number.
    @discardableResult
    public func endPortalSessions(
        of subject: [UInt8], sessionIndexes: Set<[UInt8]>
    ) async throws(StoreError) -> Int {
        try await database.write { try PortalSessionTable.end(of: subject, sessionIndexes: sessionIndexes, $0.db) }
    }

    /// Forgets the portal sessions that are over, in steps; gives their number.
    @discardableResult
    public func forgetPortalSessions(overAt instant: Timestamp) async throws(StoreError) -> Int {
        var removed = 0
        while true {
            let step = try await database.write {
                try PortalSessionTable.remove(overAt: instant, limit: Self.portalStep, $0.db)
            }
            removed += step
            if step < Self.portalStep { return removed }
        }
    }
}
