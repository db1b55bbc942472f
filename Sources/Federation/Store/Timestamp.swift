public import Foundation

/// An instant in whole milliseconds since 1970-01-01T00:00:00Z, as tokens and stores keep it.
///
/// Instants outside the years 0 to 9999 are brought to the nearest one inside, so arithmetic on milliseconds cannot overflow.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let milliseconds: Int64

    private static let range: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

    /// Makes a timestamp of milliseconds since 1970, clamped to the years 0 to 9999.
    public init(milliseconds: Int64) {
        self.milliseconds = min(max(milliseconds, Self.range.lowerBound), Self.range.upperBound)
    }

    /// The last whole millisecond that is not after `date`.
    public init(roundingDown date: Date) {
        self.init(rounded: (date.timeIntervalSince1970 * 1000).rounded(.down))
    }

    /// The first whole millisecond that is not before `date`.
    public init(roundingUp date: Date) {
        self.init(rounded: (date.timeIntervalSince1970 * 1000).rounded(.up))
    }

    private init(rounded value: Double) {
        guard !value.isNaN else {
            self.milliseconds = Self.range.lowerBound
            return
        }
        let clamped = min(max(value, Double(Self.range.lowerBound)), Double(Self.range.upperBound))
        self.milliseconds = Int64(clamped)
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
