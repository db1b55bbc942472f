/// Writes series in Prometheus' text format, version 0.0.4: families and series in the order of their names.
struct ExpositionText {
    private(set) var text = ""

    init(_ entries: [PrometheusRegistry.Entry], refused: Int64) {
        for entry in entries.sorted(by: { $0.family.name < $1.family.name }) where !entry.series.isEmpty {
            write(head: entry.family)
            for (labels, series) in entry.series.sorted(by: { $0.key < $1.key }) {
                write(series, of: entry.family.name, labels: labels)
            }
        }
        write(head: MetricFamily(PrometheusRegistry.refusedName, .counter, "Series that there was no room for."))
        line(PrometheusRegistry.refusedName, labels: "", value: "\(refused)")
    }

    private mutating func write(head family: MetricFamily) {
        let help = family.help.isEmpty ? family.name : family.help
        let escaped = help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
        text += "# HELP \(family.name) \(escaped)\n# TYPE \(family.name) \(family.kind.word)\n"
    }

    private mutating func write(_ series: PrometheusRegistry.Series, of name: String, labels: String) {
        switch series {
        case .counter(let counter): line(name, labels: labels, value: "\(counter.value)")
        case .sum(let sum): line(name, labels: labels, value: Self.number(sum.value))
        case .gauge(let gauge): line(name, labels: labels, value: Self.number(gauge.value))
        case .histogram(let histogram): write(histogram, of: name, labels: labels)
        }
    }

    private mutating func write(_ histogram: PrometheusHistogram, of name: String, labels: String) {
        let snapshot = histogram.snapshot
        let before = labels.isEmpty ? "" : labels + ","
        var total: UInt64 = 0
        for (bound, count) in zip(histogram.bounds.map(Self.number) + ["+Inf"], snapshot.counts) {
            total &+= count
            line(name + "_bucket", labels: "\(before)le=\"\(bound)\"", value: "\(total)")
        }
        line(name + "_sum", labels: labels, value: Self.number(snapshot.sum))
        line(name + "_count", labels: labels, value: "\(total)")
    }

    private mutating func line(_ name: String, labels: String, value: String) {
        text += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }

    /// A number as Go reads it; whole ones without a point.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        guard let whole = Int64(exactly: value), abs(value) < 1e15 else { return "\(value)" }
        return "\(whole)"
    }
}
