public import Encodings

/// How many portal sessions a store keeps.
public struct PortalSessionLimits: Hashable, Sendable {
    /// Those of one subject, of browsers and of programs each for themselves; the oldest gives way.
    public let subject: Int
    /// All of them.
    public let all: Int

    /// Makes limits of at least one.
    public init(subject: Int, all: Int) {
        self.subject = max(subject, 1)
        self.all = max(all, 1)
    }
}

/// What became of a portal session that was to begin.
public enum PortalSessionBeginning: Hashable, Sendable {
    /// It is kept.
    case begun
    /// What it comes of was used before, or nobody can tell any more.
    case usedAlready
    /// There is no room for a further one; what it comes of counts as used.
    case full
    /// The session that it was allowed from is not there.
    case parentUnknown
}

/// The part of a store that keeps portal sessions: each is found by its id, and changes nothing that is remembered of entities.
///
/// Each method is one transaction, or for those that are over several small ones.
public protocol PortalSessionStore: Sendable {
    /// Begins a session, together with the first use of what it comes of: neither is recorded without the other, but for a use that finds
    /// no room.
    ///
    /// A session that was `begunBy` another begins only while that one is there, also for those that end it meanwhile.
    ///
    /// - Parameters:
    ///   - use: What it comes of, used at `session.createdAt` as by `redeem`; nil when it comes of nothing that works once.
    ///   - limits: How many there may be. Stores that share a database may exceed them for those that begin in one moment.
    func begin(
        _ session: KeptPortalSession, using use: OneTimeUse?, limits: PortalSessionLimits
    ) async throws(StoreError) -> PortalSessionBeginning

    /// What a session gives, sealed; nil when there is none with this id. It may be over.
    func sealedPortalSession(_ id: [UInt8]) async throws(StoreError) -> [UInt8]?

    /// Ends a session and those of the programs that its user allowed from it; does nothing when there is none.
    ///
    /// - Parameter successor: the session that takes its place, and its programs; nil ends them.
    func endPortalSession(_ id: [UInt8], inFavourOf successor: [UInt8]?) async throws(StoreError)

    /// Ends the sessions of a subject: those of these sessions at the identity provider and those of which that is not known, or all when it
    /// names none. Gives their number.
    @discardableResult
    func endPortalSessions(of subject: [UInt8], sessionIndexes: Set<[UInt8]>) async throws(StoreError) -> Int

    /// Forgets the sessions that are over at `instant`; gives their number.
    @discardableResult
    func forgetPortalSessions(overAt instant: Timestamp) async throws(StoreError) -> Int
}
