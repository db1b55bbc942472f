import CoreMetrics
import PrometheusMetrics
import Testing

@Suite("Prometheus' text format")
struct RegistryTests {
    private let registry = PrometheusRegistry([
        MetricFamily("requests_total", .counter, "Requests\nby \\ route."),
        MetricFamily("seconds", .histogram(bounds: [0.1, 1]), "Seconds."),
    ])

    /// Lines without the series that tells how many were refused.
    private var lines: [String] {
        registry.text.split(separator: "\n").map(String.init).filter { !$0.contains("refused_series") }
    }

    private var refused: String? {
        registry.text.split(separator: "\n").last { $0.hasPrefix("sallyport_metrics_refused") }.map(String.init)
    }

    @Test func familiesWithoutSeriesAreNotShown() {
        #expect(lines.isEmpty)
        #expect(registry.text.hasSuffix("sallyport_metrics_refused_series_total 0\n"))
    }

    @Test func countersAddUpUnderSortedLabels() {
        let counter = Counter(
            label: "requests_total", dimensions: [("status", "2xx"), ("route", "a\"b\\c\nd")], factory: registry)
        counter.increment()
        counter.increment(by: 2)
        // The same series, with its labels in another order.
        Counter(label: "requests_total", dimensions: [("route", "a\"b\\c\nd"), ("status", "2xx")], factory: registry)
            .increment()
        #expect(
            lines == [
                #"# HELP requests_total Requests\nby \\ route."#, "# TYPE requests_total counter",
                #"requests_total{route="a\"b\\c\nd",status="2xx"} 4"#,
            ])
    }

    @Test func aCounterNeverGoesBack() {
        let counter = PrometheusCounter()
        counter.increment(by: 5)
        counter.increment(by: -3)
        #expect(counter.value == 5)
        counter.increment(by: .max)
        #expect(counter.value == .max)
        counter.reset()
        #expect(counter.value == 0)
    }

    @Test func histogramsCountUpToEachBound() {
        let timer = Timer(label: "seconds", dimensions: [("stage", "x")], factory: registry)
        for nanoseconds: Int64 in [50_000_000, 100_000_000, 500_000_000, 3_000_000_000] {
            timer.recordNanoseconds(nanoseconds)
        }
        #expect(
            lines == [
                "# HELP seconds Seconds.", "# TYPE seconds histogram", #"seconds_bucket{stage="x",le="0.1"} 2"#,
                #"seconds_bucket{stage="x",le="1"} 3"#, #"seconds_bucket{stage="x",le="+Inf"} 4"#,
                #"seconds_sum{stage="x"} 3.65"#, #"seconds_count{stage="x"} 4"#,
            ])
    }

    @Test func gaugesGoUpAndDown() {
        let meter = Meter(label: "connections", factory: registry)
        meter.set(7)
        meter.increment(by: 0.5)
        meter.decrement(by: 3)
        #expect(lines == ["# HELP connections connections", "# TYPE connections gauge", "connections 4.5"])
        meter.destroy()
        #expect(lines.isEmpty)
    }

    @Test func whatWasLookedAtTakesThePlaceOfWhatWas() {
        registry.show("age_seconds", [([("provider", "a")], 1), ([("provider", "b")], -2.5)])
        #expect(lines.suffix(2) == [#"age_seconds{provider="a"} 1"#, #"age_seconds{provider="b"} -2.5"#])
        registry.show("age_seconds", [([("provider", "b")], .infinity)])
        #expect(lines.suffix(1) == [#"age_seconds{provider="b"} +Inf"#])
        #expect(lines.count == 3)
    }

    // MARK: Bounds

    @Test func seriesBeyondTheLimitAreCountedAndNotShown() {
        var limits = PrometheusRegistry.Limits()
        limits.series = 3
        let registry = PrometheusRegistry([], limits: limits)
        for number in 0..<10 {
            Counter(label: "requests_total", dimensions: [("n", "\(number)")], factory: registry).increment()
        }
        let lines = registry.text.split(separator: "\n")
        #expect(lines.count { $0.hasPrefix("requests_total{") } == 3)
        #expect(lines.last == "sallyport_metrics_refused_series_total 7")
        registry.show("ages", (0..<10).map { ([("n", "\($0)")], 1) })
        #expect(registry.text.split(separator: "\n").count { $0.hasPrefix("ages{") } == 3)
    }

    @Test func familiesBeyondTheLimitAreRefused() {
        var limits = PrometheusRegistry.Limits()
        limits.families = 2
        let registry = PrometheusRegistry([], limits: limits)
        for number in 0..<5 { Counter(label: "family_\(number)", factory: registry).increment() }
        #expect(registry.text.split(separator: "\n").count { $0.hasPrefix("# TYPE family_") } == 2)
    }

    @Test(arguments: ["", "1a", "a b", "a-b", "ä", "a\n# TYPE b counter"])
    func whatIsNoNameIsRefused(_ name: String) {
        Counter(label: name, factory: registry).increment()
        registry.show(name, [([], 1)])
        #expect(lines.isEmpty)
        #expect(refused == "sallyport_metrics_refused_series_total 2")
    }

    @Test func labelsThatAreNoneAreLeftOutAndLongOnesAreCut() {
        Counter(
            label: "requests_total",
            dimensions: [("a b", "x"), ("c", String(repeating: "é", count: 1_000)), ("c", "again"), ("d:e", "y")],
            factory: registry
        ).increment()
        #expect(lines.last == "requests_total{c=\"\(String(repeating: "é", count: 128))\"} 1")
    }

    @Test func aNameOfAnotherKindIsRefused() {
        Meter(label: "requests_total", factory: registry).set(3)
        #expect(lines.isEmpty)
        #expect(refused == "sallyport_metrics_refused_series_total 1")
    }
}
