import ArgumentParser
package import Foundation
import SAML2

/// An instant on the command line, written as SAML writes it.
package struct InstantArgument: ExpressibleByArgument {
    package let date: Date

    package init?(argument: String) {
        guard let date = SAMLInstant.parse(argument) else { return nil }
        self.date = date
    }
}
