import Encodings

/// Values that were made of entities, with the version that these had; bounded.
package final class EntityCache<Value: Sendable>: Sendable {
    private struct Entry {
        let value: Value
        let version: UInt64
    }

    /// The kinds of entities that values are made of, all of them: a change of one makes a value count no more.
    package let kinds: Set<EntityKind>
    private let entries: BoundedCache<String, Entry>

    /// Makes an empty one.
    ///
    /// - Parameter capacity: values at most.
    package init(of kinds: Set<EntityKind>, capacity: Int) {
        self.kinds = kinds
        entries = BoundedCache(capacity: capacity)
    }

    /// The value that was kept under `key` at this version of the entities.
    package func value(_ key: String, version: UInt64) -> Value? {
        guard let entry = entries.value(key), entry.version == version else { return nil }
        return entry.value
    }

    /// Keeps a value that was read when the entities had this version, or later.
    package func keep(_ value: Value, _ key: String, version: UInt64) {
        entries.keep(Entry(value: value, version: version), key)
    }
}
