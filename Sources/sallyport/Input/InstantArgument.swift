import ArgumentParser
import Foundation
import SAML2

/// An instant on the command line, written as SAML writes it.
struct InstantArgument: ExpressibleByArgument {
    let date: Date

    init?(argument: String) {
        guard let date = SAMLInstant.parse(argument) else { return nil }
        self.date = date
    }
}
