public import CoreMetrics
import Synchronization

/// The series of a process, made through swift-metrics and read in Prometheus' text format.
///
/// It is bounded: families that nobody declared are refused beyond a number, and so are series of one family. Whoever asks for one
/// more gets a handler that counts and is never shown, so that nothing that comes from outside can fill the memory. How many
/// were refused is a series of its own.
public final class PrometheusRegistry: MetricsFactory {
    /// What is bounded and how.
    public struct Limits: Sendable, Hashable {
        /// Families.
        public var families = 256
        /// Series of one family.
        public var series = 2_048

        /// The usual limits.
        public init() {}
    }

    /// A series: what it is told apart by, and its number.
    enum Series {
        case counter(PrometheusCounter)
        case sum(PrometheusSum)
        case gauge(PrometheusGauge)
        case histogram(PrometheusHistogram)

        var handler: AnyObject {
            switch self {
            case .counter(let handler): handler
            case .sum(let handler): handler
            case .gauge(let handler): handler
            case .histogram(let handler): handler
            }
        }
    }

    struct Entry {
        let family: MetricFamily
        /// By their labels, as they are written.
        var series: [String: Series] = [:]
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var refused: Int64 = 0
    }

    /// What tells how many series were refused.
    static let refusedName = "sallyport_metrics_refused_series_total"

    private let limits: Limits
    private let state: Mutex<State>

    /// Makes a registry with families that are declared: their help and their bounds are known.
    public init(_ families: [MetricFamily], limits: Limits = Limits()) {
        self.limits = limits
        let entries = families.map { ($0.name, Entry(family: $0)) }
        state = Mutex(State(entries: Dictionary(entries, uniquingKeysWith: { first, _ in first })))
    }

    /// Everything in the text format, version 0.0.4.
    public var text: String {
        let (entries, refused) = state.withLock { (Array($0.entries.values), $0.refused) }
        return ExpositionText(entries, refused: refused).text
    }

    /// A counter.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        make(label, dimensions, or: .counter) { .counter(PrometheusCounter()) } as? PrometheusCounter
            ?? PrometheusCounter()
    }

    /// A counter of amounts that are no whole numbers.
    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        make(label, dimensions, or: .counter) { .sum(PrometheusSum()) } as? PrometheusSum ?? PrometheusSum()
    }

    /// A gauge.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        make(label, dimensions, or: .gauge) { .gauge(PrometheusGauge()) } as? PrometheusGauge ?? PrometheusGauge()
    }

    /// A histogram, or a gauge when nothing is to be aggregated.
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        guard aggregate else {
            return make(label, dimensions, or: .gauge) { .gauge(PrometheusGauge()) } as? PrometheusGauge
                ?? PrometheusGauge()
        }
        return histogram(label, dimensions)
    }

    /// A histogram of seconds.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(label, dimensions)
    }

    private func histogram(_ label: String, _ dimensions: [(String, String)]) -> PrometheusHistogram {
        let bounds = bounds(of: label)
        let kind = MetricFamily.Kind.histogram(bounds: bounds)
        return make(label, dimensions, or: kind) { .histogram(PrometheusHistogram(bounds: bounds)) }
            as? PrometheusHistogram ?? PrometheusHistogram(bounds: bounds)
    }

    private func bounds(of name: String) -> [Double] {
        guard case .histogram(let bounds) = state.withLock({ $0.entries[name]?.family.kind }) else {
            return MetricFamily.seconds
        }
        return bounds
    }

    /// Shows numbers that were looked at, in the place of all series that a family had.
    ///
    /// What goes beyond the limit is left out. A family that is declared as a counter is shown as one.
    public func show(_ name: String, _ values: [(dimensions: [(String, String)], value: Double)]) {
        let series = values.prefix(limits.series).map { dimensions, value in
            let gauge = PrometheusGauge()
            gauge.set(value)
            return (LabelText.text(dimensions), Series.gauge(gauge))
        }
        state.withLock { state in
            guard state.entries[name] != nil || state.entries.count < limits.families, LabelText.isName(name) else {
                state.refused += 1
                return
            }
            state.entries[name, default: Entry(family: MetricFamily(name, .gauge, ""))].series = Dictionary(
                series, uniquingKeysWith: { first, _ in first })
        }
    }

    // MARK: Series

    /// The handler of the series, made when there is none; nil when there is no room for it, or its name is taken by another kind.
    private func make(
        _ name: String, _ dimensions: [(String, String)], or kind: MetricFamily.Kind, _ series: () -> Series
    ) -> AnyObject? {
        let labels = LabelText.text(dimensions)
        return state.withLock { state in
            if let known = state.entries[name]?.series[labels] { return known.handler }
            let entry = state.entries[name]
            let isRoom = entry.map { $0.series.count < limits.series } ?? (state.entries.count < limits.families)
            guard isRoom, LabelText.isName(name), entry.map({ $0.family.kind.word == kind.word }) ?? true else {
                state.refused += 1
                return nil
            }
            let series = series()
            state.entries[name, default: Entry(family: MetricFamily(name, kind, ""))].series[labels] = series
            return series.handler
        }
    }

    private func destroy(_ handler: AnyObject) {
        state.withLock { state in
            for (name, entry) in state.entries {
                guard let labels = entry.series.first(where: { $0.value.handler === handler })?.key else { continue }
                state.entries[name]?.series[labels] = nil
                return
            }
        }
    }

    /// Forgets a series.
    public func destroyCounter(_ handler: any CounterHandler) { destroy(handler) }

    /// Forgets a series.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { destroy(handler) }

    /// Forgets a series.
    public func destroyMeter(_ handler: any MeterHandler) { destroy(handler) }

    /// Forgets a series.
    public func destroyRecorder(_ handler: any RecorderHandler) { destroy(handler) }

    /// Forgets a series.
    public func destroyTimer(_ handler: any TimerHandler) { destroy(handler) }
}
