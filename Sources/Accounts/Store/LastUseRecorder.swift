internal import Synchronization

/// Collects the last uses of keys and roles, which are written from time to time: a write for each call would cost more
/// than the calls.
public final class LastUseRecorder: Sendable {
    /// Entities whose uses wait to be written, at most; further ones are left out until then.
    private static let capacity = 50_000

    private let waiting = Mutex<[String: EntityUse]>([:])

    /// Makes a recorder without uses.
    public init() {}

    /// Notes a use; of several the latest counts, in whatever order they are noted.
    public func note(_ use: EntityUse) {
        waiting.withLock { waiting in
            let isLast = waiting[use.uniqueID].map { $0.instant <= use.instant } ?? (waiting.count < Self.capacity)
            if isLast { waiting[use.uniqueID] = use }
        }
    }

    /// The use of an entity that waits to be written.
    public func use(of uniqueID: String) -> EntityUse? { waiting.withLock { $0[uniqueID] } }

    /// Writes what waits; throws `StoreError` and keeps it when that fails.
    public func flush(to store: any FederationStore) async throws(StoreError) {
        let uses = waiting.withLock { waiting in
            defer { waiting = [:] }
            return Array(waiting.values)
        }
        do {
            try await store.record(uses)
        } catch {
            for use in uses { note(use) }
            throw error
        }
    }
}
