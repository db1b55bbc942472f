import Encodings
public import Foundation

/// Instants as SAML writes them: xs:dateTime (XML Schema Part 2, 3.2.7) in UTC.
public enum SAMLInstant {
    /// Reads `2026-01-31T12:00:00.123Z`; offsets (`+02:00`) and fractions of any length are accepted, a missing zone means UTC
    /// (SAML core, section 1.3.3).
    ///
    /// - Returns: nil when the text is not a dateTime with a year of four digits, or names a day that does not exist.
    public static func parse(_ text: String) -> Date? {
        var text = text
        return text.withUTF8 { bytes in
            var reader = Reader(bytes: bytes)
            return reader.read()
        }
    }

    /// The instant in UTC: whole seconds, or milliseconds where there are any, `2026-01-31T12:00:00Z`.
    public static func format(_ date: Date) -> String {
        let milliseconds = Int(bounding: (date.timeIntervalSince1970 * 1000).rounded(.down))
        let (seconds, fraction) = milliseconds.flooringQuotientAndRemainder(dividingBy: 1_000)
        return CivilTime(secondsSinceEpoch: seconds).iso8601(milliseconds: fraction)
    }

    private struct Reader {
        let bytes: UnsafeBufferPointer<UInt8>
        var position = 0

        mutating func read() -> Date? {
            guard let year = digits(4), take("-"), let month = digits(2), take("-"), let day = digits(2), take("T"),
                let hour = digits(2), take(":"), let minute = digits(2), take(":"), let second = digits(2),
                let fraction = fraction(), let offset = zone(), position == bytes.count
            else { return nil }
            // 24:00:00 is midnight of the next day.
            let isEndOfDay = hour == 24 && minute == 0 && second == 0 && fraction == 0
            guard
                let time = CivilTime(
                    year: year, month: month, day: day, hour: isEndOfDay ? 23 : hour, minute: minute, second: second)
            else { return nil }
            let seconds = time.secondsSinceEpoch + (isEndOfDay ? 3_600 : 0) - offset * 60
            return Date(timeIntervalSince1970: Double(seconds) + fraction)
        }

        private mutating func digits(_ count: Int) -> Int? {
            guard bytes.count - position >= count else { return nil }
            var value = 0
            for _ in 0..<count {
                let digit = bytes[position] &- UInt8(ascii: "0")
                guard digit < 10 else { return nil }
                value = value * 10 + Int(digit)
                position += 1
            }
            return value
        }

        private mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        /// Seconds after the decimal point; zero without one.
        private mutating func fraction() -> Double? {
            guard take(".") else { return 0 }
            var value = 0.0
            var scale = 0.1
            let start = position
            while let digit = digits(1) {
                value += Double(digit) * scale
                scale /= 10
            }
            return position > start ? value : nil
        }

        /// Minutes east of UTC.
        private mutating func zone() -> Int? {
            if position == bytes.count || take("Z") { return 0 }
            let sign = take("+") ? 1 : take("-") ? -1 : 0
            guard sign != 0, let hours = digits(2), take(":"), let minutes = digits(2), hours <= 14, minutes < 60 else {
                return nil
            }
            return sign * (hours * 60 + minutes)
        }
    }
}

extension Int {
    /// The whole part of a number, which may be any: 0 for one that is none, and no more than 2^53 in either direction,
    /// beyond which numbers are not exact.
    init(bounding number: Double) {
        let most = 9_007_199_254_740_992.0
        self = number.isNaN ? 0 : Int(Swift.min(Swift.max(number, -most), most))
    }
}
