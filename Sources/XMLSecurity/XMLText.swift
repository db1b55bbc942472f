import CXMLSec

/// Text of untrusted documents, made fit for messages.
package enum XMLText {
    /// The text in quotes, cut to 120 characters, control characters replaced.
    package static func quoted(_ text: String) -> String {
        let cut = text.count > 120 ? text.prefix(119) + "…" : text[...]
        let shown = String(String.UnicodeScalarView(cut.unicodeScalars.map { isControl($0) ? "\u{FFFD}" : $0 }))
        return "\"\(shown)\""
    }

    static func quoted(_ text: UnsafePointer<xmlChar>) -> String { quoted(String(cString: text)) }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
