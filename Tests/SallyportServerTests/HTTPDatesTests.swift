import Testing

@testable import SallyportServer

@Suite("The time as answers tell it")
struct HTTPDatesTests {
    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (1_440_938_160, "Sun, 30 Aug 2015 12:36:00 GMT"),
        (951_782_399, "Mon, 28 Feb 2000 23:59:59 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
    ])
    func itIsThePreferredForm(_ second: Int, _ text: String) { #expect(HTTPDates.text(second) == text) }

    @Test func itIsWrittenNow() {
        let now = HTTPDates().now
        #expect(now.count == 29 && now.hasSuffix(" GMT"))
    }
}
