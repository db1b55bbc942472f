import ArgumentParser
package import Foundation
import SAML2

/// An instant on the command line: `2026-01-31T12:00:00Z`, `2026-01-31` (its beginning in UTC), or how long ago: `90s`, `15m`, `2h`, `7d`, `4w`.
package struct PastInstantArgument: ExpressibleByArgument {
    package let date: Date

    package init?(argument: String) { self.init(argument, now: Date()) }

    package init?(_ text: String, now: Date) {
        if let date = SAMLInstant.parse(text) ?? SAMLInstant.parse(text + "T00:00:00Z") {
            self.date = date
            return
        }
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800]
        guard let unit = text.last.flatMap({ units[$0] }), let count = UInt32(text.dropLast()) else { return nil }
        date = now.addingTimeInterval(-unit * Double(count))
    }
}
