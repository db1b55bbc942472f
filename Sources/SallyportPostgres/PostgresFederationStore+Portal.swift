public import Accounts
public import Encodings

extension PostgresFederationStore {
    /// How long what knows its own row is tried again after its answer was lost.
    private static let portalPatience = Duration.seconds(3)
    /// Sessions that are removed in one transaction.
    private static let portalStep = 250

    /// Begins a portal session, together with the use of what it comes of.
    public func begin(
        _ session: KeptPortalSession, using use: OneTimeUse?, limits: PortalSessionLimits
    ) async throws(StoreError) -> PortalSessionBeginning {
        try await queue.begin(PortalSessionAttempt(session, using: use, limits: limits, random: random))
    }

    /// What a portal session gives, sealed.
    public func sealedPortalSession(_ id: [UInt8]) async throws(StoreError) -> [UInt8]? {
        try await run(patience: Self.portalPatience) { connection in
            try await connection.run(PortalSessionTable.sealed(id)).first?.bytes(0)
        }
    }

    /// Ends a portal session, with its programs unless another takes its place.
    public func endPortalSession(_ id: [UInt8], inFavourOf successor: [UInt8]?) async throws(StoreError) {
        try await run(patience: Self.portalPatience) { connection in
            try await connection.transaction { try PortalSessionTable.end(id, inFavourOf: successor, $0) }
        }
    }

    /// Ends portal sessions of a subject; gives their number.
    @discardableResult
    public func endPortalSessions(
        of subject: [UInt8], sessionIndexes: Set<[UInt8]>
    ) async throws(StoreError) -> Int {
        try await run(patience: Self.portalPatience) { connection in
            try await connection.transaction {
                try PortalSessionTable.end(of: subject, sessionIndexes: sessionIndexes, $0)
            }
        }
    }

    /// Forgets the portal sessions that are over, in steps; gives their number.
    @discardableResult
    public func forgetPortalSessions(overAt instant: Timestamp) async throws(StoreError) -> Int {
        var removed = 0
        while true {
            let step = try await run { connection in
                try await connection.run(PortalSessionTable.remove(overAt: instant, limit: Self.portalStep)).count
            }
            removed += step
            if step < Self.portalStep { return removed }
        }
    }
}
