public import ArgumentParser
internal import Foundation

/// How a benchmark program prints what it found.
public enum Format: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// A line for people.
    case text
    /// A JSON object on a line: `name`, `title`, `microseconds`, `lowest` and `highest` of the rounds.
    case json
}

/// The processor time of one thing, over several rounds.
public struct Figure: Encodable, Sendable {
    /// What programs know it by; it stays the same.
    public let name: String
    /// What people read.
    public let title: String
    /// The one that counts.
    public let microseconds: Double
    /// Of the best round.
    public let lowest: Double
    /// Of the worst round.
    public let highest: Double

    /// The median of `rounds`, which are microseconds; 0 without any.
    public init(name: String, title: String, medianOf rounds: [Double]) {
        let sorted = rounds.sorted()
        self.init(
            name: name, title: title, microseconds: sorted.isEmpty ? 0 : sorted[sorted.count / 2], sorted: sorted)
    }

    /// The best of `rounds`, which are microseconds; 0 without any.
    public init(name: String, title: String, bestOf rounds: [Double]) {
        let sorted = rounds.sorted()
        self.init(name: name, title: title, microseconds: sorted.first ?? 0, sorted: sorted)
    }

    private init(name: String, title: String, microseconds: Double, sorted: [Double]) {
        self.name = name
        self.title = title
        self.microseconds = microseconds
        lowest = sorted.first ?? 0
        highest = sorted.last ?? 0
    }

    /// Prints the figure as JSON, or else what `text` says of it.
    public func print(as format: Format, text: (Figure) -> String) throws {
        switch format {
        case .text: Swift.print(text(self))
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            Swift.print(String(decoding: try encoder.encode(self), as: UTF8.self))
        }
    }
}
