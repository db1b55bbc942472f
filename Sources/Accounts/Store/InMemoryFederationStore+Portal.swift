public import Encodings

extension InMemoryFederationStore {
    /// Begins a portal session, together with the use of what it comes of.
    public func begin(
        _ session: KeptPortalSession, using use: OneTimeUse?, limits: PortalSessionLimits
    ) async throws(StoreError) -> PortalSessionBeginning {
        try access { state in state.begin(session, using: use, limits: limits, capacity: capacity) }.get()
    }

    /// What a portal session gives, sealed.
    public func sealedPortalSession(_ id: [UInt8]) async throws(StoreError) -> [UInt8]? {
        access { $0.portalSessions[id]?.sealed }
    }

    /// Ends a portal session, with its programs unless another takes its place.
    public func endPortalSession(_ id: [UInt8], inFavourOf successor: [UInt8]?) async throws(StoreError) {
        access { $0.portalSessions.end(id, inFavourOf: successor) }
    }

    /// Ends portal sessions of a subject; gives their number.
    @discardableResult
    public func endPortalSessions(
        of subject: [UInt8], sessionIndexes: Set<[UInt8]>
    ) async throws(StoreError) -> Int {
        access { $0.portalSessions.end(of: subject, sessionIndexes: sessionIndexes) }
    }

    /// Forgets the portal sessions that are over; gives their number.
    @discardableResult
    public func forgetPortalSessions(overAt instant: Timestamp) async throws(StoreError) -> Int {
        access { $0.portalSessions.forget(overAt: instant) }
    }
}

extension InMemoryFederationStore.State {
    fileprivate mutating func begin(
        _ session: KeptPortalSession, using use: OneTimeUse?, limits: PortalSessionLimits, capacity: Int
    ) -> Result<PortalSessionBeginning, StoreError> {
        if let parent = session.begunBy, portalSessions[parent] == nil { return .success(.parentUnknown) }
        guard portalSessions[session.id] == nil else { return .failure(StoreError(.conflict, "the id is taken")) }
        if let use {
            switch redeem(use, at: session.createdAt, capacity: capacity) {
            case .success(.recorded): break
            case .success: return .success(.usedAlready)
            case .failure(let error): return .failure(error)
            }
        }
        let oldest = portalSessions.oldest(besides: session, limit: limits.subject)
        guard !oldest.isEmpty || portalSessions.count < limits.all else { return .success(.full) }
        for old in oldest { portalSessions.remove(old) }
        portalSessions.insert(session)
        return .success(.begun)
    }
}
