/// What series of one name have in common: their kind, and what people are told of them.
public struct MetricFamily: Sendable, Hashable {
    /// What a series is.
    public enum Kind: Sendable, Hashable {
        /// A number that only grows.
        case counter
        /// A number that goes up and down.
        case gauge
        /// How many values there were up to each bound; bounds grow.
        case histogram(bounds: [Double])

        /// The word for it in the exposition format.
        var word: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    /// Its name: `[a-zA-Z_:][a-zA-Z0-9_:]*`.
    public let name: String
    /// What its series are.
    public let kind: Kind
    /// What it tells, in a sentence.
    public let help: String

    /// Makes a family.
    public init(_ name: String, _ kind: Kind, _ help: String) {
        self.name = name
        self.kind = kind
        self.help = help
    }

    /// Bounds in seconds for work that takes from a tenth of a millisecond to ten seconds.
    public static let seconds: [Double] = [
        0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]
}
