import Encodings
import Foundation

/// An instant in the form that is signed: ISO 8601 basic, UTC, whole seconds (`20150830T123600Z`).
struct SigningTime: Hashable, Sendable {
    /// The sixteen characters.
    let text: String
    /// The instant.
    let date: Date

    /// The day, `YYYYMMDD`.
    var day: Substring { text.prefix(8) }

    init(_ date: Date) {
        let (text, seconds) = Self.format(date.timeIntervalSince1970)
        self.text = text
        self.date = Date(timeIntervalSince1970: TimeInterval(seconds))
    }

    /// Parses exactly `YYYYMMDD'T'HHMMSS'Z'`.
    init?(parsing text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z"),
            let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[4..<6]),
            let day = Self.number(bytes[6..<8]), let hour = Self.number(bytes[9..<11]),
            let minute = Self.number(bytes[11..<13]), let second = Self.number(bytes[13..<15]),
            let time = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        else { return nil }
        self.text = text
        date = Date(timeIntervalSince1970: TimeInterval(time.secondsSinceEpoch))
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard ASCII.isDigit(digit) else { return nil }
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return value
    }

    /// The text of an instant, kept within the years 0000 to 9999 that the form can write.
    private static func format(_ interval: TimeInterval) -> (text: String, seconds: Int) {
        let years = CivilTime.fourDigitYears
        let bounded = interval.isNaN ? 0 : min(max(interval, Double(years.lowerBound)), Double(years.upperBound))
        let seconds = Int(bounded.rounded(.down))
        return (CivilTime(secondsSinceEpoch: seconds).iso8601Basic, seconds)
    }
}
