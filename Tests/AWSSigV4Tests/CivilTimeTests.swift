import Foundation
import Testing

@testable import AWSSigV4

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

    @Test(
        "known instants",
        arguments: [
            ("19700101T000000Z", 0), ("20000229T120000Z", 951_825_600), ("20240229T235958Z", 1_709_251_198),
            ("19691231T235959Z", -1), ("99991231T235959Z", 253_402_300_799), ("00000101T000000Z", -62_167_219_200),
            ("21000228T000000Z", 4_107_456_000), ("16000229T000000Z", -11_670_998_400),
        ])
    func known(_ instant: (String, Int)) {
        #expect(Timestamp(parsing: instant.0)?.date == Date(timeIntervalSince1970: Double(instant.1)))
        #expect(Timestamp(Date(timeIntervalSince1970: Double(instant.1))).text == instant.0)
        #expect(Timestamp(Date(timeIntervalSince1970: Double(instant.1) + 0.9)).text == instant.0)
    }

    @Test("days that do not exist", arguments: ["19000229", "20230229", "20240431", "20240001", "20240100"])
    func impossible(_ day: String) {
        #expect(Timestamp(parsing: day + "T000000Z") == nil)
    }
}
