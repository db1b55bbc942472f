internal import Synchronization

/// Collects the last uses of keys and roles, which are written from time to time: a write for each call would cost more
/// than the calls.
public final class LastUseRecorder: Sendable {
    /// Entities whose uses wait to be written, at most; further ones are left out until then.
    private static let capacity = 50_000

    private let waiting = Mutex<[String: EntityUse]>([:])

    /// Makes a recorder without uses.
    public init() {}

    /// Notes a use.
    public func note(_ use: EntityUse) {
        waiting.withLock { waiting in
            if waiting[use.uniqueID] != nil || waiting.count < Self.capacity { waiting[use.uniqueID] = use }
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
            waiting.withLock { waiting in
                for use in uses where waiting[use.uniqueID] == nil { waiting[use.uniqueID] = use }
            }
            throw error
        }
    }
}
