internal import Accounts
internal import Synchronization

/// Values that were made of entities, with the version that these had; bounded.
///
/// Values come into the young half. When that is full it becomes the old half, and the one before is forgotten: what is
/// asked for again in time goes back to the young ones.
final class EntityCache<Value: Sendable>: Sendable {
    private struct Entry {
        let value: Value
        let version: UInt64
    }

    private struct State {
        var young: [String: Entry] = [:]
        var old: [String: Entry] = [:]

        mutating func keep(_ entry: Entry, _ key: String, capacity: Int) {
            if young.count >= max(capacity / 2, 1) {
                old = young
                young = [:]
            }
            young[key] = entry
        }
    }

    /// The kinds of entities that values are made of, all of them: a change of one makes a value count no more.
    let kinds: Set<EntityKind>
    private let capacity: Int
    private let state = Mutex(State())

    /// - Parameter capacity: values at most.
    init(of kinds: Set<EntityKind>, capacity: Int) {
        self.kinds = kinds
        self.capacity = capacity
    }

    /// The value that was kept under `key` at this version of the entities.
    func value(_ key: String, version: UInt64) -> Value? {
        state.withLock { state in
            if let entry = state.young[key] { return entry.version == version ? entry.value : nil }
            guard let entry = state.old.removeValue(forKey: key), entry.version == version else { return nil }
            state.keep(entry, key, capacity: capacity)
            return entry.value
        }
    }

    /// Keeps a value that was read when the entities had this version, or later.
    func keep(_ value: Value, _ key: String, version: UInt64) {
        state.withLock { $0.keep(Entry(value: value, version: version), key, capacity: capacity) }
    }
}
