import Foundation
import Glibc

/// A line whose first words may stand out on a terminal.
package struct StyledLine: ExpressibleByStringInterpolation {
    package enum Style: String {
        case plain = ""
        case good = "32"
        case bad = "1;31"
        case faint = "2"
    }

    /// Words of ours, which never hold text of a document.
    package let lead: StaticString
    package let style: Style
    package let text: String

    package init(_ lead: StaticString, _ style: Style, _ text: String) {
        self.lead = lead
        self.style = style
        self.text = text
    }

    package init(stringLiteral text: String) { self.init("", .plain, text) }

    package init(_ text: String) { self.init("", .plain, text) }

    /// The line as it is written.
    package func written(inColour isColoured: Bool) -> String {
        let text = Terminal.line(text)
        guard isColoured, style != .plain else { return "\(lead)" + text }
        return "\u{1B}[\(style.rawValue)m\(lead)\u{1B}[0m" + text
    }

    /// Whether the standard output shows colours: a terminal, unless NO_COLOR is set or TERM says that it can't.
    package static var isOutputColoured: Bool {
        let environment = ProcessInfo.processInfo.environment
        return isatty(STDOUT_FILENO) == 1 && environment["NO_COLOR"]?.isEmpty != false && environment["TERM"] != "dumb"
    }
}
