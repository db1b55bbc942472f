/// Text from outside, made fit for a terminal, a log or a message: whatever prints or logs such a text sends it through here.
///
/// A line break could begin a line that looks like ours, a control character move the cursor, a mark of direction turn words
/// round, and what nobody sees make one name look like another. Each of them becomes U+FFFD.
extension String {
    /// The text on one line, cut to 2,000 code points, with everything replaced that can't be seen.
    package var printable: String { printable(limit: 2_000) }

    /// The same, cut to a number of code points; a character that a reader sees may be made of any number of them.
    package func printable(limit: Int) -> String {
        if utf8.count <= limit, utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return self }
        let start = unicodeScalars.prefix(limit + 1)
        let isCut = start.count > limit
        let kept = isCut ? start.prefix(limit - 1) : start
        let shown = String(String.UnicodeScalarView(kept.map { $0.isVisible ? $0 : "\u{FFFD}" }))
        return isCut ? shown + "…" : shown
    }

    /// The text in quotes, cut to 120 code points, with everything replaced that can't be seen.
    package var quoted: String { "\"\(printable(limit: 120))\"" }

    /// Whether there is nothing in it that can be seen.
    package var isBlank: Bool { unicodeScalars.allSatisfy { $0 == " " || !$0.isVisible } }

    /// JSON with everything that can't be seen as `\u` escapes, so that it means the same; its own line breaks stay.
    ///
    /// Outside of its texts JSON is ASCII, and inside of them line breaks are escaped already.
    package var withVisibleJSON: String {
        guard !utf8.allSatisfy({ $0 < 0x7F }) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            if scalar.isVisible || scalar == "\n" {
                text.unicodeScalars.append(scalar)
            } else {
                for unit in UTF16.encode(scalar) ?? .init() {
                    text += "\\u" + Hexadecimal.text(unit)
                }
            }
        }
    }
}

extension Unicode.Scalar {
    /// Whether a reader can see that it is there; of all blanks only U+0020 is one that looks like itself.
    fileprivate var isVisible: Bool {
        if value >= 0x20, value < 0x7F { return true }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .surrogate, .unassigned,
            .privateUse:
            return false
        default:
            // The empty pattern of Braille is a picture of nothing.
            return !properties.isDefaultIgnorableCodePoint && value != 0x2800
        }
    }
}
