import Encodings

/// An instant of a date condition, with nanoseconds.
///
/// Read are the forms of ISO 8601 that W3C lists (`2019-07-16T12:00:00Z`, `2019-07-16`, with fraction and offset) and
/// seconds since 1970 as a whole number. Without an offset the time is UTC.
struct PolicyDate: Hashable, Sendable, Comparable {
    let seconds: Int64
    let nanoseconds: Int32

    private static let years: ClosedRange<Int64> = -292_275_054...292_278_993

    /// `nil` when the text is not a date.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        let isCalendarDate = bytes.contains { $0 == ASCII.minus || ASCII.lowercased($0) == UInt8(ascii: "t") }
        guard isCalendarDate else {
            guard !bytes.isEmpty, bytes.allSatisfy(ASCII.isDigit), let seconds = Int64(text) else { return nil }
            (self.seconds, nanoseconds) = (seconds, 0)
            return
        }
        var reader = DateTextReader(bytes)
        guard let days = reader.readDays(years: Self.years), let time = reader.readTime(), reader.isAtEnd else {
            return nil
        }
        (seconds, nanoseconds) = (days * 86_400 + time.seconds, time.nanoseconds)
    }

    static func < (left: PolicyDate, right: PolicyDate) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}
