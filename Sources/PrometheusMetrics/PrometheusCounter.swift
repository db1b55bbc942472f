public import CoreMetrics
import Synchronization

/// A number that only grows.
public final class PrometheusCounter: CounterHandler {
    private let count = Atomic<Int64>(0)

    /// Begins with nothing.
    public init() {}

    /// What was counted so far.
    public var value: Int64 { count.load(ordering: .relaxed) }

    /// Counts `amount` more; a negative amount counts nothing, and beyond the largest number nothing is counted.
    public func increment(by amount: Int64) {
        guard amount > 0 else { return }
        let (_, sum) = count.wrappingAdd(amount, ordering: .relaxed)
        if sum < 0 { count.store(.max, ordering: .relaxed) }
    }

    /// Begins anew.
    public func reset() { count.store(0, ordering: .relaxed) }
}

/// The same for amounts that are no whole numbers.
final class PrometheusSum: FloatingPointCounterHandler {
    private let sum = Mutex(0.0)

    var value: Double { sum.withLock { $0 } }

    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        sum.withLock { $0 += amount }
    }

    func reset() { sum.withLock { $0 = 0 } }
}
