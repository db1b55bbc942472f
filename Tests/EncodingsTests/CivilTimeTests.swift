import Encodings
import Testing

/// The calendar arithmetic is written out, so it is gone through.
@Suite("Calendar")
struct CivilTimeTests {
    @Test("every day and some seconds of the years 0 to 9999", arguments: Array(stride(from: 0, to: 10_000, by: 500)))
    func days(_ firstYear: Int) throws {
        let start = try #require(
            CivilTime(year: firstYear, month: 1, day: 1, hour: 0, minute: 0, second: 0)?.secondsSinceEpoch)
        let end = try #require(
            CivilTime(year: firstYear + 499, month: 12, day: 31, hour: 23, minute: 59, second: 59)?.secondsSinceEpoch)
        var failures = 0
        for seconds in stride(from: start, through: end, by: 86_399) {
            let time = CivilTime(secondsSinceEpoch: seconds)
            if time.secondsSinceEpoch != seconds { failures += 1 }
        }
        #expect(failures == 0)
        #expect(CivilTime(secondsSinceEpoch: end).year == firstYear + 499)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z", "19700101T000000Z"), (951_825_600, "2000-02-29T12:00:00Z", "20000229T120000Z"),
        (-1, "1969-12-31T23:59:59Z", "19691231T235959Z"), (253_402_300_799, "9999-12-31T23:59:59Z", "99991231T235959Z"),
        (-62_167_219_200, "0000-01-01T00:00:00Z", "00000101T000000Z"),
    ])
    func writes(seconds: Int, extended: String, basic: String) {
        let time = CivilTime(secondsSinceEpoch: seconds)
        #expect(time.iso8601() == extended && time.iso8601Basic == basic)
        #expect(time.iso8601(milliseconds: 7) == extended.dropLast() + ".007Z")
        #expect(Timestamp(milliseconds: Int64(seconds) * 1_000 + 999).iso8601 == extended)
        #expect(Timestamp(milliseconds: Int64(seconds) * 1_000 + 999).epochSeconds == seconds)
    }

    @Test(arguments: [
        (0, "Jan 1, 1970 12:00:00 AM"), (1_458_697_197, "Mar 23, 2016 1:39:57 AM"), (43_200, "Jan 1, 1970 12:00:00 PM"),
        (1_767_225_599, "Dec 31, 2025 11:59:59 PM"),
    ])
    func writesEnglish(seconds: Int, text: String) {
        #expect(CivilTime(secondsSinceEpoch: seconds).englishText == text)
    }

    @Test(arguments: [
        (1900, 2, 29, 0, 0, 0), (2023, 2, 29, 0, 0, 0), (2024, 4, 31, 0, 0, 0), (2024, 0, 1, 0, 0, 0),
        (2024, 13, 1, 0, 0, 0), (2024, 1, 0, 0, 0, 0), (2024, 1, 1, 24, 0, 0), (2024, 1, 1, 0, 60, 0),
        (2016, 12, 31, 23, 59, 60), (-1, 1, 1, 0, 0, 0), (10_000, 1, 1, 0, 0, 0), (2024, 1, 1, -1, 0, 0),
    ])
    func isNoTime(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        #expect(CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second) == nil)
    }

    @Test func daysRunOnPastTheEndOfAMonth() {
        let march = CivilTime.daysSinceEpoch(year: 2023, month: 3, day: 1)
        #expect(CivilTime.daysSinceEpoch(year: 2023, month: 2, day: 29) == march)
        #expect(CivilTime.daysSinceEpoch(year: -292_275_054, month: 1, day: 1) < 0)
    }
}
