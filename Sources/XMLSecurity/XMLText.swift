import CXMLSec

/// Text of untrusted documents, made fit for messages.
package enum XMLText {
    /// The text in quotes, cut to 120 code points, control characters replaced.
    ///
    /// A character that a reader sees may be made of any number of code points, so those are what is counted.
    package static func quoted(_ text: String) -> String {
        let start = text.unicodeScalars.prefix(121)
        let cut = start.count > 120 ? Array(start.prefix(119)) + ["…"] : Array(start)
        let shown = String(String.UnicodeScalarView(cut.map { isControl($0) ? "\u{FFFD}" : $0 }))
        return "\"\(shown)\""
    }

    /// The text cut to 2,000 characters, control characters replaced, so that it can go to a terminal or a log.
    package static func printable(_ text: String) -> String {
        let limit = 2000
        if text.utf8.count <= limit, text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        let scalars = text.unicodeScalars.prefix(limit).map { isControl($0) ? "\u{FFFD}" : $0 }
        return String(String.UnicodeScalarView(scalars)) + (scalars.count < limit ? "" : "…")
    }

    static func quoted(_ text: UnsafePointer<xmlChar>) -> String { quoted(String(cString: text)) }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
