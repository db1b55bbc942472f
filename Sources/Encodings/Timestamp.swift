// Not all of Foundation, whose Dispatch takes C's `stat` for its own before a module's other files can import the C library.
#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// An instant in whole milliseconds since 1970-01-01T00:00:00Z, as tokens and stores keep it.
///
/// Instants outside the years 0 to 9999 are brought to the nearest one inside, so arithmetic on milliseconds cannot
/// overflow.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let milliseconds: Int64

    private static let range: ClosedRange<Int64> = {
        let years = CivilTime.fourDigitYears
        return Int64(years.lowerBound) * 1_000...Int64(years.upperBound) * 1_000 + 999
    }()

    /// Makes a timestamp of milliseconds since 1970, clamped to the years 0 to 9999.
    public init(milliseconds: Int64) {
        self.milliseconds = min(max(milliseconds, Self.range.lowerBound), Self.range.upperBound)
    }

    /// The last whole millisecond that is not after `date`, to the microsecond.
    public init(roundingDown date: Date) {
        self.init(date, rounding: .down)
    }

    /// The first whole millisecond that is not before `date`, to the microsecond.
    public init(roundingUp date: Date) {
        self.init(date, rounding: .up)
    }

    /// Rounds to microseconds first: a `Date` holds a fraction of a second that is a little off, and a timestamp must
    /// come back from it unchanged.
    private init(_ date: Date, rounding rule: FloatingPointRoundingRule) {
        let microseconds = (date.timeIntervalSince1970 * 1_000_000).rounded()
        guard !microseconds.isNaN else {
            self.milliseconds = Self.range.lowerBound
            return
        }
        let milliseconds = (microseconds / 1_000).rounded(rule)
        self.milliseconds = Int64(min(max(milliseconds, Double(Self.range.lowerBound)), Double(Self.range.upperBound)))
    }

    /// The same instant as a `Date`.
    public var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    /// The timestamp `seconds` later (earlier when negative), clamped like every timestamp.
    public func advanced(bySeconds seconds: Int64) -> Timestamp {
        let (delta, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        if overflow { return Timestamp(milliseconds: seconds > 0 ? .max : .min) }
        let (sum, sumOverflow) = milliseconds.addingReportingOverflow(delta)
        if sumOverflow { return Timestamp(milliseconds: seconds > 0 ? .max : .min) }
        return Timestamp(milliseconds: sum)
    }

    /// Whether `left` is the earlier instant.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }
}

extension Timestamp: Codable {
    /// Reads milliseconds.
    public init(from decoder: any Decoder) throws {
        self.init(milliseconds: try decoder.singleValueContainer().decode(Int64.self))
    }

    /// Writes milliseconds.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}

extension Timestamp {
    /// Whole seconds since 1970, rounded down.
    public var epochSeconds: Int64 { milliseconds.flooringQuotientAndRemainder(dividingBy: 1_000).quotient }

    /// The date and time of day in UTC.
    package var civilTime: CivilTime { CivilTime(secondsSinceEpoch: Int(epochSeconds)) }

    /// The instant in UTC to the second: `2016-03-23T01:39:57Z`.
    public var iso8601: String { civilTime.iso8601() }
}
