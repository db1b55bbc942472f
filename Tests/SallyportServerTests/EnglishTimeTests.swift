import Encodings
import Testing

@testable import Administration

@Suite("The end of credentials, as records write it")
struct EnglishTimeTests {
    @Test(arguments: [0, 1_458_697_197, 1_700_000_000, 1_709_164_800, 1_735_689_599, 43_200, 86_399])
    func isReadAsItWasWritten(_ seconds: Int) {
        let time = CivilTime(secondsSinceEpoch: seconds)
        #expect(CivilTime(englishText: time.englishText) == time)
    }

    @Test(arguments: [
        "", "Mar 23, 2016", "Mar 23, 2016 0:39:57 AM", "Mar 23, 2016 13:39:57 AM", "Mar 32, 2016 1:39:57 AM",
        "mar 23, 2016 1:39:57 AM", "Mar 23, 2016 1:39:57 am", "Mar 23, 2016 1:60:57 AM", "Mar 23, x 1:39:57 AM",
        "Mar 23, 2016 1:39:57 AM Z", "Mar 23, 99999999999999999999 1:39:57 AM", "2016-03-23T01:39:57Z",
    ])
    func othersAreNone(_ text: String) { #expect(CivilTime(englishText: text) == nil) }
}
