import CoreMetrics
import Synchronization

/// Counters that are told apart by texts of a closed set that nobody has written down: error codes and names of checks.
///
/// They come from the code alone; should that ever change, what goes beyond the bound is counted under `other`.
final class BoundedCounters<Key: Hashable & Sendable>: Sendable {
    private let most: Int
    private let other: Counter
    private let make: @Sendable (Key) -> Counter
    private let counters = Mutex<[Key: Counter]>([:])

    /// - Parameters:
    ///   - most: series at most, beside `other`.
    ///   - other: whose labels say that it is none of them.
    init(most: Int, other: Key, make: @escaping @Sendable (Key) -> Counter) {
        self.most = most
        self.other = make(other)
        self.make = make
    }

    func count(_ key: Key) {
        let counter = counters.withLock { counters -> Counter in
            if let known = counters[key] { return known }
            guard counters.count < most else { return other }
            let counter = make(key)
            counters[key] = counter
            return counter
        }
        counter.increment()
    }
}
