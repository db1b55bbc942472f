/// The date and time of a timestamp in UTC, for audit records, without Foundation's formatters.
struct CalendarDate {
    let year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int

    /// The proleptic Gregorian calendar, computed in eras of 400 years that begin on the first of March.
    init(_ timestamp: Timestamp) {
        let seconds = Self.epochSeconds(timestamp)
        let days = Self.floorDivide(seconds, 86_400)
        let secondOfDay = Int(seconds - days * 86_400)
        let shifted = days + 719_468
        let era = Self.floorDivide(shifted, 146_097)
        let dayOfEra = Int(shifted - era * 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        year = yearOfEra + Int(era) * 400 + (month <= 2 ? 1 : 0)
        hour = secondOfDay / 3_600
        minute = secondOfDay / 60 % 60
        second = secondOfDay % 60
    }

    /// Whole seconds since 1970, rounded down.
    static func epochSeconds(_ timestamp: Timestamp) -> Int64 { floorDivide(timestamp.milliseconds, 1000) }

    private static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
        let quotient = number / divisor
        return number % divisor < 0 ? quotient - 1 : quotient
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// `2016-03-23T01:39:57Z`.
    var iso8601: String {
        String(unsafeUninitializedCapacity: 20) { buffer in
            var position = 0
            func put(_ byte: UInt8) {
                buffer[position] = byte
                position += 1
            }
            func digits(_ number: Int, _ count: Int) {
                var divisor = count == 4 ? 1_000 : 10
                while divisor > 0 {
                    put(UInt8(ascii: "0") + UInt8(abs(number) / divisor % 10))
                    divisor /= 10
                }
            }
            digits(year, 4)
            put(UInt8(ascii: "-"))
            digits(month, 2)
            put(UInt8(ascii: "-"))
            digits(day, 2)
            put(UInt8(ascii: "T"))
            digits(hour, 2)
            put(UInt8(ascii: ":"))
            digits(minute, 2)
            put(UInt8(ascii: ":"))
            digits(second, 2)
            put(UInt8(ascii: "Z"))
            return position
        }
    }

    /// `Mar 23, 2016 1:39:57 AM`, as audit records write the end of credentials.
    var englishText: String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let hour12 = hour % 12 == 0 ? 12 : hour % 12
        let half = hour < 12 ? "AM" : "PM"
        return "\(Self.months[month - 1]) \(day), \(year) \(hour12):\(two(minute)):\(two(second)) \(half)"
    }
}

extension Timestamp {
    /// The instant in UTC to the second: `2016-03-23T01:39:57Z`.
    public var iso8601: String { CalendarDate(self).iso8601 }
}
