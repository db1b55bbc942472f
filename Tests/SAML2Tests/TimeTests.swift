import FederationTesting
import Foundation
import SAML2
import TestSupport
import Testing

/// Windows of time and how instants are written.
@Suite struct TimeTests {
    /// The good response holds from 30 s before to 300 s after its instant; each end moves by the skew, and the end is exclusive.
    @Test(arguments: [
        (-60.0, 60.0, true), (-60.001, 60, false), (359.999, 60, true), (360, 60, false), (299.999, 0, true),
        (300, 0, false),
        (0, 0, true), (-0.001, 0, false), (86_400, 60, false), (-86_400, 60, false),
    ])
    func holdsInItsWindow(offset: Double, skew: Double, isAccepted: Bool) throws {
        let xml = try Fixture.rsa.get().response(Fixture.template())
        let result = try Fixture.validate(
            xml, options: ValidationOptions(clockSkew: skew), at: Fixture.instant.addingTimeInterval(offset))
        #expect(result.isAccepted == isAccepted, "\(result.reasons)")
    }

    @Test func endsWithTheSessionAtTheIdP() throws {
        let xml = try Fixture.rsa.get().response(
            Fixture.template { $0.sessionNotOnOrAfter = Fixture.instant.addingTimeInterval(10) })
        let options = ValidationOptions(clockSkew: 0)
        let assertion = try #require(try Fixture.validate(xml, options: options).accepted)
        #expect(assertion.acceptableUntil == Fixture.instant.addingTimeInterval(10))
        let later = try Fixture.validate(xml, options: options, at: Fixture.instant.addingTimeInterval(10))
        #expect(later.fails(.sessionNotOnOrAfter))
    }

    @Test func isAcceptableUntilTheFirstEndAndSkew() throws {
        let xml = try Fixture.rsa.get().response(Fixture.template())
        let assertion = try #require(try Fixture.validate(xml).accepted)
        #expect(assertion.acceptableUntil == Fixture.instant.addingTimeInterval(360))
        #expect(assertion.confirmationNotOnOrAfter == Fixture.instant.addingTimeInterval(300))
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0.0), ("2026-05-28T20:26:40Z", 1_780_000_000), ("2026-05-28T20:26:40", 1_780_000_000),
        ("2026-05-28T22:26:40+02:00", 1_780_000_000), ("2026-05-28T12:56:40-07:30", 1_780_000_000),
        ("2026-05-28T20:26:40.5Z", 1_780_000_000.5), ("2026-05-28T20:26:40.1234567Z", 1_780_000_000.1234567),
        ("2026-05-28T20:26:40.000000000000000000000Z", 1_780_000_000), ("2024-02-29T00:00:00Z", 1_709_164_800),
        ("2000-02-29T00:00:00Z", 951_782_400), ("1969-12-31T23:59:59Z", -1), ("2026-05-27T24:00:00Z", 1_779_926_400),
        ("9999-12-31T23:59:59Z", 253_402_300_799), ("2026-05-28T20:26:40-00:00", 1_780_000_000),
    ])
    func readsInstant(text: String, seconds: Double) throws {
        let date = try #require(SAMLInstant.parse(text))
        #expect(abs(date.timeIntervalSince1970 - seconds) < 0.000_01)
    }

    @Test(arguments: [
        "", "Z", "2026", "2026-05-28", "2026-05-28T20:26Z", "2026-05-28 20:26:40Z", "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z", "2026-05-00T00:00:00Z",
        "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-05-28T24:00:01Z",
        "2026-05-28T25:00:00Z",
        "2026-05-28T20:60:00Z", "2026-05-28T20:26:60Z", "2026-05-28T20:26:40.Z", "2026-05-28T20:26:40ZZ",
        "2026-05-28T20:26:40z",
        "2026-05-28T20:26:40+2:00", "2026-05-28T20:26:40+15:00", "2026-05-28T20:26:40+02:60", "+2026-05-28T20:26:40Z",
        "12026-05-28T20:26:40Z", "-2026-05-28T20:26:40Z", "２026-05-28T20:26:40Z", "2026-05-28T20:26:40Z\u{0}",
        "2026-05-28T20:26:40+", "2026-05-28T20:26:4", "99999999999999999999-01-01T00:00:00Z",
        // Each part and each sign between them left out.
        "-05-28T20:26:40Z", "2026--28T20:26:40Z", "2026-05-T20:26:40Z", "2026-05-28T:26:40Z", "2026-05-28T20::40Z",
        "2026-05-28T20:26:Z", "202605-28T20:26:40Z", "2026-0528T20:26:40Z", "2026-05-2820:26:40Z",
        "2026-05-28T2026:40Z", "2026-05-28T20:2640Z", "2026-05-28T20:26:4002:00", "2026-05-28T20:26:40+:00",
        "2026-05-28T20:26:40+02:", "2026-05-28T20:26:40+0200", "2026-05-28T20:26:40+02",
    ])
    func refusesInstant(text: String) { #expect(SAMLInstant.parse(text) == nil) }

    /// A time that can't be read is shown, and nobody is sent to look at clocks.
    @Test(arguments: [
        ("+0000", "an offset has a colon"), ("seconds", "not a number of seconds"), ("blank", "a T between"),
        ("empty", "it is empty"),
    ])
    func showsTimesThatItCannotRead(form: String, advice: String) throws {
        let good = SAMLInstant.format(Fixture.instant.addingTimeInterval(300))
        let bad: String =
            switch form {
            case "+0000": String(good.dropLast()) + "+0000"
            case "seconds": "1780000300"
            case "blank": good.replacingFirst("T", with: " ")
            default: ""
            }
        let attributes: [(ResponseCheck, String)] = [
            (.confirmationNotOnOrAfter, "SubjectConfirmationData Recipient=\"\(Fixture.recipient)\" NotOnOrAfter=\""),
            (.conditionsKnown, "Conditions NotBefore=\""), (.responseIssueInstant, "IssueInstant=\""),
            (.authnStatement, "AuthnInstant=\""),
        ]
        for (check, start) in attributes {
            let xml = try Fixture.signed(.both) { text in
                guard let range = text.firstRange(of: start),
                    let end = text[range.upperBound...].firstIndex(of: "\"")
                else { return "<fixture-lacks/>" }
                return text[..<range.upperBound] + bad + text[end...]
            }
            let result = try Fixture.validate(xml)
            let failed = try #require(result.checks.first { $0.status == .failed })
            #expect(failed.name == check.rawValue && failed.isUnreadable, "\(failed)")
            #expect(failed.actual.contains("\"\(bad)\"") && failed.actual.contains(advice), "\(failed.actual)")
            #expect(failed.hint?.contains("clock") == false && failed.hint?.contains("2026-01-31T12:00:00Z") == true)
        }
    }

    @Test(arguments: [0.0, 1_780_000_000, 1_780_000_000.25, -1, 253_402_300_799, 951_782_400, 4_107_542_399])
    func writesWhatItReads(seconds: Double) {
        let date = Date(timeIntervalSince1970: seconds)
        #expect(SAMLInstant.parse(SAMLInstant.format(date)) == date)
    }

    /// Beyond every calendar there is a text all the same.
    @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300, -1e300, 1e16, -1e16, 253_402_300_800])
    func writesAnyInstant(seconds: Double) {
        #expect(!SAMLInstant.format(Date(timeIntervalSince1970: seconds)).isEmpty)
    }

    @Test(arguments: [1e300, 9.3e18, -1, .infinity, .nan])
    func takesAnySkew(_ skew: Double) throws {
        let xml = try Fixture.rsa.get().response(Fixture.template())
        for offset in [0, 1e15, -1e15] {
            let result = try Fixture.validate(
                xml, options: ValidationOptions(clockSkew: skew), at: Fixture.instant.addingTimeInterval(offset))
            #expect(result.checks.allSatisfy { !$0.expected.isEmpty || !$0.actual.isEmpty || $0.status != .failed })
        }
    }

    /// Instants of pieces: read or not, and written again when read.
    @Test(arguments: 0..<10)
    func instantsOfPieces(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "0", "1", "9", "00", "12", "31", "60", "99", "2026", "9999", "-", "-", ":", ":", "T", "Z", ".", "+",
            "+14:00", "é", "٣",
            "2026-05-28", "T20:26:40", "99999999999999999999",
        ]
        for _ in 0..<5_000 {
            let text = (0..<Int.random(in: 1...9, using: &random)).map { _ in pieces.randomElement(using: &random) ?? ""
            }
            .joined()
            guard let date = SAMLInstant.parse(text) else { continue }
            #expect(SAMLInstant.parse(SAMLInstant.format(date)) != nil, "\(text)")
        }
    }

    @Test func acceptsResponseWithOffsetsAndFractions() throws {
        let issued = ResponseCheckTests.issued
        let end = ResponseCheckTests.end
        let xml = try Fixture.signed { text in
            text.replacingOccurrences(of: issued, with: "2026-05-28T22:26:40.000001+02:00")
                .replacingOccurrences(of: end, with: "2026-05-28T20:31:40.0000000Z")
        }
        #expect(try Fixture.validate(xml).isAccepted)
    }
}
