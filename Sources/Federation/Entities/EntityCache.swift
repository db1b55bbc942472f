internal import Synchronization

/// Values that were made of entities, kept until any entity changes; bounded.
final class EntityCache<Value: Sendable>: Sendable {
    private struct State {
        var version: UInt64 = 0
        var values: [String: Value] = [:]
    }

    private let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) { self.capacity = capacity }

    /// The value that was kept under `key` at this version of the entities.
    func value(_ key: String, version: UInt64) -> Value? {
        state.withLock { $0.version == version ? $0.values[key] : nil }
    }

    /// Keeps a value that was read when the entities had this version, or later.
    func keep(_ value: Value, _ key: String, version: UInt64) {
        state.withLock { state in
            if version > state.version {
                state.values.removeAll(keepingCapacity: true)
                state.version = version
            }
            guard version == state.version else { return }
            // Any one makes room: which is as good as the rest is not worth keeping books.
            if state.values.count >= capacity, let index = state.values.indices.first {
                state.values.remove(at: index)
            }
            state.values[key] = value
        }
    }
}
