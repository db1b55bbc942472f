/// A date and time of day in UTC, and the way to seconds since 1970 and back, in the proleptic Gregorian calendar.
///
/// Written out because Foundation's formatters cost more than a whole signature check. The arithmetic counts days in
/// years that begin in March, so that the leap day is the last of the year.
package struct CivilTime: Hashable, Sendable {
    package let year: Int
    package let month: Int
    package let day: Int
    package let hour: Int
    package let minute: Int
    package let second: Int

    /// Seconds since 1970 of 0000-01-01T00:00:00Z up to 9999-12-31T23:59:59Z.
    package static let fourDigitYears = -62_167_219_200...253_402_300_799

    /// Makes a time of a year from 0 to 9999; nil when a component is outside its range, as a leap second is.
    package init?(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        guard (0...9999).contains(year), (1...12).contains(month),
            day >= 1, day <= Self.daysInMonth(month, year: year),
            (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// Makes the time of a number of seconds since 1970.
    package init(secondsSinceEpoch: Int) {
        let (days, time) = secondsSinceEpoch.flooringQuotientAndRemainder(dividingBy: 86_400)
        let (era, dayOfEra) = (days + 719_468).flooringQuotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = time / 3_600
        minute = time / 60 % 60
        second = time % 60
    }

    /// Seconds since 1970.
    package var secondsSinceEpoch: Int {
        Self.daysSinceEpoch(year: year, month: month, day: day) * 86_400 + hour * 3_600 + minute * 60 + second
    }

    /// Days between 1970-01-01 and a date; a day past the month's end runs on.
    package static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = shiftedYear.flooringQuotientAndRemainder(dividingBy: 400)
        let shiftedMonth = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * shiftedMonth + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func daysInMonth(_ month: Int, year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// `2016-03-23T01:39:57Z`, or `2016-03-23T01:39:57.250Z` where there are milliseconds.
    package func iso8601(milliseconds: Int = 0) -> String {
        text(between: "-", "T", ":", fraction: milliseconds)
    }

    /// `20160323T013957Z`.
    package var iso8601Basic: String { text(between: "", "T", "", fraction: 0) }

    private func text(
        between dateParts: StaticString, _ middle: StaticString, _ timeParts: StaticString, fraction milliseconds: Int
    ) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        func put(_ text: StaticString) {
            bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        }
        func put(_ number: Int, digits: Int) {
            var divisor = digits == 4 ? 1_000 : digits == 3 ? 100 : 10
            while divisor > 0 {
                bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
                divisor /= 10
            }
        }
        if (0...9999).contains(year) { put(year, digits: 4) } else { bytes.append(contentsOf: String(year).utf8) }
        put(dateParts)
        put(month, digits: 2)
        put(dateParts)
        put(day, digits: 2)
        put(middle)
        put(hour, digits: 2)
        put(timeParts)
        put(minute, digits: 2)
        put(timeParts)
        put(second, digits: 2)
        if milliseconds > 0 {
            put(".")
            put(milliseconds, digits: 3)
        }
        put("Z")
        return String(decoding: bytes, as: UTF8.self)
    }

    /// As dates in English have them, January first.
    package static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// `Mar 23, 2016 1:39:57 AM`, as audit records write the end of credentials.
    package var englishText: String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let hour12 = hour % 12 == 0 ? 12 : hour % 12
        let half = hour < 12 ? "AM" : "PM"
        return "\(Self.months[month - 1]) \(day), \(year) \(hour12):\(two(minute)):\(two(second)) \(half)"
    }
}

extension BinaryInteger {
    /// Quotient and remainder of a division that rounds down, so that the remainder is never negative.
    package func flooringQuotientAndRemainder(dividingBy divisor: Self) -> (quotient: Self, remainder: Self) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
