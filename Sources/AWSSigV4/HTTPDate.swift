import Encodings
import Foundation

/// The `Date` header: `Sun, 30 Aug 2015 12:36:00 GMT` (RFC 9110, section 5.6.7, the preferred form).
enum HTTPDate {
    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

    /// Reads the preferred form, and the ISO 8601 basic form that signers put into the same header.
    static func parse(_ text: String) -> SigningTime? {
        if let timestamp = SigningTime(parsing: text) { return timestamp }
        // Of one length: what is longer would be split character by character, in a time that grows with the square.
        guard text.utf8.count == 29 else { return nil }
        let fields = text.split(separator: " ", omittingEmptySubsequences: false)
        guard fields.count == 6, fields[5] == "GMT" || fields[5] == "UTC",
            fields[0].last == ",", weekdays.contains(String(fields[0].dropLast())),
            let day = number(fields[1], digits: 2), let month = CivilTime.months.firstIndex(of: String(fields[2])),
            let year = number(fields[3], digits: 4)
        else { return nil }
        let clock = fields[4].split(separator: ":", omittingEmptySubsequences: false)
        guard clock.count == 3, let hour = number(clock[0], digits: 2), let minute = number(clock[1], digits: 2),
            let second = number(clock[2], digits: 2),
            let time = CivilTime(
                year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)
        else { return nil }
        return SigningTime(Date(timeIntervalSince1970: TimeInterval(time.secondsSinceEpoch)))
    }

    private static func number(_ text: Substring, digits: Int) -> Int? {
        guard text.utf8.count == digits, text.utf8.allSatisfy(ASCII.isDigit) else { return nil }
        return Int(text)
    }
}
