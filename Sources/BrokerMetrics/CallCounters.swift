import CoreMetrics

/// The calls of one operation of STS or IAM.
package struct CallCounters: Sendable {
    private let succeeded: Counter?
    private let refused: BoundedCounters<String>?

    /// Counts nothing.
    package static let none = CallCounters("", "", nil)

    /// Error codes of an operation at most: none has half as many.
    private static let mostCodes = 64

    init(_ service: String, _ operation: String, _ factory: (any MetricsFactory)?) {
        guard let factory else {
            (succeeded, refused) = (nil, nil)
            return
        }
        @Sendable func make(_ code: String) -> Counter {
            Counter(
                label: MetricName.calls, dimensions: [("service", service), ("operation", operation), ("code", code)],
                factory: factory)
        }
        succeeded = make("OK")
        refused = BoundedCounters(most: Self.mostCodes, other: "other", make: make)
    }

    /// A call was answered with a result.
    package func countSuccess() { succeeded?.increment() }

    /// A call was refused.
    package func countRefusal(_ code: String) { refused?.count(code) }
}
