import Encodings

/// Reads the parts of an ISO 8601 date.
struct DateTextReader {
    struct Time {
        var seconds: Int64 = 0
        var nanoseconds: Int32 = 0
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    /// Reads year, month and day, the latter two optional, as days since 1970.
    mutating func readDays(years: ClosedRange<Int64>) -> Int64? {
        let isNegative = consume(ASCII.minus)
        guard let digits = readNumber(upTo: 9) else { return nil }
        let year = isNegative ? -digits : digits
        guard years.contains(year) else { return nil }
        var month: Int64 = 1
        var day: Int64 = 1
        if consume(ASCII.minus) {
            guard let value = readNumber(upTo: 2), (1...12).contains(value) else { return nil }
            month = value
            if consume(ASCII.minus) {
                guard let value = readNumber(upTo: 2), (1...31).contains(value) else { return nil }
                day = value
            }
        }
        return Int64(CivilTime.daysSinceEpoch(year: Int(year), month: Int(month), day: Int(day)))
    }

    /// Reads `Thh:mm:ss.fraction` and an offset; every part may be missing from the right.
    mutating func readTime() -> Time? {
        var time = Time()
        guard consume(UInt8(ascii: "t")), !isAtEnd else { return time }
        guard let hours = readNumber(upTo: 2), hours <= 23 else { return nil }
        time.seconds = hours * 3600
        if consume(ASCII.colon) {
            guard let minutes = readNumber(upTo: 2), minutes <= 59 else { return nil }
            time.seconds += minutes * 60
            if consume(ASCII.colon) {
                guard let seconds = readNumber(upTo: 2), seconds <= 59 else { return nil }
                time.seconds += seconds
                guard let nanoseconds = readFraction() else { return nil }
                time.nanoseconds = nanoseconds
            }
        }
        guard let offset = readOffset() else { return nil }
        time.seconds -= offset
        return time
    }

    private mutating func readFraction() -> Int32? {
        guard consume(ASCII.dot) else { return 0 }
        let start = position
        guard var value = readNumber(upTo: 9) else { return nil }
        for _ in (position - start)..<9 { value *= 10 }
        return Int32(value)
    }

    /// Seconds east of UTC.
    private mutating func readOffset() -> Int64? {
        if isAtEnd || consume(UInt8(ascii: "z")) { return 0 }
        let isNegative = consume(ASCII.minus)
        guard isNegative || consume(ASCII.plus), let hours = readNumber(exactly: 2), hours <= 23 else { return nil }
        var minutes: Int64 = 0
        let hasColon = consume(ASCII.colon)
        if hasColon || !isAtEnd {
            guard let value = readNumber(exactly: 2), value <= 59 else { return nil }
            minutes = value
        }
        let offset = hours * 3600 + minutes * 60
        return isNegative ? -offset : offset
    }

    private mutating func consume(_ byte: UInt8) -> Bool {
        guard position < bytes.count, ASCII.lowercased(bytes[position]) == byte else { return false }
        position += 1
        return true
    }

    private mutating func readNumber(upTo maximumDigits: Int) -> Int64? {
        var value: Int64 = 0
        let start = position
        while position < bytes.count, ASCII.isDigit(bytes[position]) {
            guard position - start < maximumDigits else { return nil }
            value = value * 10 + Int64(bytes[position] - ASCII.zero)
            position += 1
        }
        return position > start ? value : nil
    }

    private mutating func readNumber(exactly digits: Int) -> Int64? {
        let start = position
        guard let value = readNumber(upTo: digits), position - start == digits else { return nil }
        return value
    }
}
