public import CoreMetrics
import Synchronization

/// How many values there were up to each bound, and what they come to together; durations are kept in seconds.
public final class PrometheusHistogram: TimerHandler, RecorderHandler {
    /// What was recorded until some moment.
    struct Snapshot {
        /// Values up to each bound, and above the one before it; the last are those above all bounds.
        var counts: [UInt64]
        var sum = 0.0
    }

    let bounds: [Double]
    private let state: Mutex<Snapshot>

    init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(Snapshot(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    var snapshot: Snapshot { state.withLock { $0 } }

    /// How many values there were.
    public var count: UInt64 { snapshot.counts.reduce(0, +) }

    /// Records a duration.
    public func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1_000_000_000) }

    /// Records a whole number.
    public func record(_ value: Int64) { record(Double(value)) }

    /// Records a number.
    public func record(_ value: Double) {
        guard value.isFinite else { return }
        // There are few bounds, and most values lie below the first of them.
        let index = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.counts[index] += 1
            state.sum += value
        }
    }
}
