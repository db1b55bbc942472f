import Synchronization

/// Values by their keys, so many at most.
///
/// Values come into the young half. When that is full it becomes the old half, and the one before is forgotten: what is
/// asked for again in time goes back to the young ones.
package final class BoundedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct State {
        var young: [Key: Value] = [:]
        var old: [Key: Value] = [:]

        mutating func keep(_ value: Value, _ key: Key, capacity: Int) {
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
    package init(capacity: Int) { self.capacity = capacity }

    /// The value that was kept under `key`.
    package func value(_ key: Key) -> Value? {
        state.withLock { state in
            if let value = state.young[key] { return value }
            guard let value = state.old.removeValue(forKey: key) else { return nil }
            state.keep(value, key, capacity: capacity)
            return value
        }
    }

    /// Keeps a value, in the place of another under `key`.
    package func keep(_ value: Value, _ key: Key) {
        state.withLock { $0.keep(value, key, capacity: capacity) }
    }

    /// Changes the value that was kept under `key`, or keeps one, before anybody else sees it.
    package func change<Result>(_ key: Key, _ body: (inout Value?) -> Result) -> Result {
        state.withLock { state in
            var value = state.young[key] ?? state.old.removeValue(forKey: key)
            let result = body(&value)
            if let value {
                state.keep(value, key, capacity: capacity)
            } else {
                state.young[key] = nil
            }
            return result
        }
    }

    /// The keys under which values are kept.
    package var keys: [Key] {
        state.withLock { Array(Set($0.young.keys).union($0.old.keys)) }
    }

    /// Forgets the values of which this holds.
    package func forget(where isOver: (Value) -> Bool) {
        state.withLock { state in
            state.young = state.young.filter { !isOver($0.value) }
            state.old = state.old.filter { !isOver($0.value) }
        }
    }
}
