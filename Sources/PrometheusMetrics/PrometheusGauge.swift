public import CoreMetrics
import Synchronization

/// A number that goes up and down.
public final class PrometheusGauge: MeterHandler, RecorderHandler {
    private let number = Mutex(0.0)

    /// The number of the moment.
    public var value: Double { number.withLock { $0 } }

    /// Takes a whole number.
    public func set(_ value: Int64) { set(Double(value)) }

    /// Takes a number.
    public func set(_ value: Double) { number.withLock { $0 = value } }

    /// Goes up.
    public func increment(by amount: Double) { number.withLock { $0 += amount } }

    /// Goes down.
    public func decrement(by amount: Double) { number.withLock { $0 -= amount } }

    /// Takes a whole number.
    public func record(_ value: Int64) { set(value) }

    /// Takes a number.
    public func record(_ value: Double) { set(value) }
}
