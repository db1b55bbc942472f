internal import Synchronization

/// Values that were made of entities, kept until any entity changes; bounded.
///
/// Values come into the young half. When that is full it becomes the old half, and the one before is forgotten: what is
/// asked for again in time goes back to the young ones.
final class EntityCache<Value: Sendable>: Sendable {
    private struct State {
        var version: UInt64 = 0
        var young: [String: Value] = [:]
        var old: [String: Value] = [:]

        mutating func keep(_ value: Value, _ key: String, capacity: Int) {
            if young.count >= max(capacity / 2, 1) {
                old = young
                young = [:]
            }
            young[key] = value
        }
    }

    private let capacity: Int
    private let state = Mutex(State())

    /// - Parameter capacity: values at most.
    init(capacity: Int) { self.capacity = capacity }

    /// The value that was kept under `key` at this version of the entities.
    func value(_ key: String, version: UInt64) -> Value? {
        state.withLock { state in
            guard state.version == version else { return nil }
            if let value = state.young[key] { return value }
            guard let value = state.old.removeValue(forKey: key) else { return nil }
            state.keep(value, key, capacity: capacity)
            return value
        }
    }

    /// Keeps a value that was read when the entities had this version, or later.
    func keep(_ value: Value, _ key: String, version: UInt64) {
        state.withLock { state in
            if version > state.version { state = State(version: version) }
            guard version == state.version else { return }
            state.keep(value, key, capacity: capacity)
        }
    }
}
