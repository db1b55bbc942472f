import Encodings
import Testing

@Suite("Text that stands in markup")
struct MarkupTests {
    @Test(arguments: [
        ("", ""), ("plain \u{FC}", "plain \u{FC}"), ("<a b='\"'>&", "&lt;a b=&#39;&quot;&#39;&gt;&amp;"),
        ("&amp;", "&amp;amp;"),
    ])
    func isEscaped(_ text: String, _ escaped: String) { #expect(text.markupEscaped == escaped) }

    /// Compared as characters these would be none of the five.
    @Test(arguments: ["\"", "'", "<", ">", "&"], ["\u{301}", "\u{338}", "\u{200D}", "\u{FE0F}"])
    func aMarkBehindItHidesNothing(_ sign: String, _ mark: String) {
        let escaped = (sign + mark).markupEscaped
        #expect(escaped.unicodeScalars.elementsEqual((sign.markupEscaped + mark).unicodeScalars))
        #expect(escaped.utf8.first == UInt8(ascii: "&") && escaped.utf8.count > mark.utf8.count + 3)
    }
}
