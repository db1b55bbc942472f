import Encodings
import Foundation
import Testing

/// What is printed or logged of texts from outside.
@Suite struct PrintableTextTests {
    /// Each of them hides, moves or looks like something else.
    static let unseen: [Unicode.Scalar] = [
        "\0", "\n", "\r", "\t", "\u{7}", "\u{1B}", "\u{7F}", "\u{85}", "\u{9B}", "\u{A0}", "\u{AD}", "\u{34F}",
        "\u{115F}", "\u{2003}", "\u{200B}", "\u{200E}", "\u{2028}", "\u{2029}", "\u{202E}", "\u{2066}", "\u{2800}",
        "\u{3000}", "\u{3164}", "\u{FE0F}", "\u{FEFF}", "\u{E000}", "\u{E0041}", "\u{E01EF}",
    ]

    @Test(arguments: unseen)
    func replacesWhatNobodySees(_ scalar: Unicode.Scalar) throws {
        let text = "a\(Character(scalar))b"
        #expect(text.printable == "a\u{FFFD}b" && text.quoted == "\"a\u{FFFD}b\"")
        #expect(String(Character(scalar)).isBlank)
        // In JSON it stays what it is, written so that it can be seen.
        let json = try JSONEncoder().encode([text])
        let visible = String(decoding: json, as: UTF8.self).withVisibleJSON
        #expect(!visible.unicodeScalars.contains(scalar) || scalar == "\n")
        #expect(try JSONDecoder().decode([String].self, from: Data(visible.utf8)) == [text])
    }

    @Test(arguments: ["", " ", "alice@example.org", "Zoë Müller", "山田太郎", "Ирина", "e\u{301}", "👩", "a b"])
    func leavesTextAlone(_ text: String) { #expect(text.printable == text && text.quoted == "\"\(text)\"") }

    @Test func cutsByCodePoints() {
        #expect(String(repeating: "x", count: 5_000).printable.unicodeScalars.count == 2_000)
        #expect(String(repeating: "x", count: 500).quoted.count == 122)
        #expect(("e" + String(repeating: "\u{301}", count: 100_000)).quoted.unicodeScalars.count == 122)
        #expect(
            String(repeating: "x", count: 120).quoted.count == 122
                && !String(repeating: "x", count: 120).quoted.contains("…"))
    }
}
