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
        let (seconds, fraction) = milliseconds.quotientAndFloorRemainder(dividingBy: 1000)
        let (days, rest) = seconds.quotientAndFloorRemainder(dividingBy: 86_400)
        let (year, month, day) = civil(daysSinceEpoch: days)
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
        let time = "\(padded(rest / 3600, 2)):\(padded(rest / 60 % 60, 2)):\(padded(rest % 60, 2))"
        return date + "T" + time + (fraction == 0 ? "Z" : ".\(padded(fraction, 3))Z")
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    /// Days since 1970-01-01 of a date of the proleptic Gregorian calendar; years start in March to put the leap day last.
    private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(daysSinceEpoch days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private struct Reader {
        let bytes: UnsafeBufferPointer<UInt8>
        var position = 0

        mutating func read() -> Date? {
            guard let year = digits(4), take("-"), let month = digits(2), take("-"), let day = digits(2), take("T"),
                let hour = digits(2), take(":"), let minute = digits(2), take(":"), let second = digits(2),
                let fraction = fraction(), let offset = zone(), position == bytes.count
            else { return nil }
            let isMidnightOfNextDay = hour == 24 && minute == 0 && second == 0 && fraction == 0
            guard hour < 24 || isMidnightOfNextDay, minute < 60, second < 60, isDay(year, month, day) else {
                return nil
            }
            let days = daysSinceEpoch(year: year, month: month, day: day)
            let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset * 60
            return Date(timeIntervalSince1970: Double(seconds) + fraction)
        }

        private func isDay(_ year: Int, _ month: Int, _ day: Int) -> Bool {
            guard (1...12).contains(month), day >= 1 else { return false }
            let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            return day <= lengths[month - 1]
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

    fileprivate func quotientAndFloorRemainder(dividingBy divisor: Int) -> (Int, Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
