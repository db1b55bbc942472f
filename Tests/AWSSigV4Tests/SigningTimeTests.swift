import Foundation
import Testing

@testable import AWSSigV4

@Suite("The instant that is signed")
struct SigningTimeTests {
    @Test(
        "known instants",
        arguments: [
            ("19700101T000000Z", 0), ("20000229T120000Z", 951_825_600), ("20240229T235958Z", 1_709_251_198),
            ("19691231T235959Z", -1), ("99991231T235959Z", 253_402_300_799), ("00000101T000000Z", -62_167_219_200),
            ("21000228T000000Z", 4_107_456_000), ("16000229T000000Z", -11_670_998_400),
        ])
    func known(_ instant: (String, Int)) {
        #expect(SigningTime(parsing: instant.0)?.date == Date(timeIntervalSince1970: Double(instant.1)))
        #expect(SigningTime(Date(timeIntervalSince1970: Double(instant.1))).text == instant.0)
        #expect(SigningTime(Date(timeIntervalSince1970: Double(instant.1) + 0.9)).text == instant.0)
    }

    @Test("days that do not exist", arguments: ["19000229", "20230229", "20240431", "20240001", "20240100"])
    func impossible(_ day: String) {
        #expect(SigningTime(parsing: day + "T000000Z") == nil)
    }
}
