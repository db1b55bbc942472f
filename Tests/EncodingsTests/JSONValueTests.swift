import Encodings
import Testing

@Suite struct JSONValueTests {
    private static let value = JSONValue.object([
        JSONMember("a", .array([.null, .bool(true), .integer(-1)])), JSONMember("b", "c"), JSONMember("d", .object([])),
    ])

    @Test func writesOneLine() {
        #expect(Self.value.text() == #"{"a":[null,true,-1],"b":"c","d":{}}"#)
        #expect(Self.value.text(spaced: true) == #"{"a": [null, true, -1], "b": "c", "d": {}}"#)
    }

    @Test(arguments: [
        ("\"\\/", #""\"\\/""#), ("\n\r\t", #""\n\r\t""#), ("\u{0}\u{1F}", #""\u0000\u001f""#),
        ("\u{7F}\u{85}", #""\u007f\u0085""#), ("\u{2028}\u{2029}", #""\u2028\u2029""#), ("ü😀", "\"ü😀\""),
    ])
    func escapesWhatIsNoPartOfALine(text: String, json: String) { #expect(JSONValue.string(text).text() == json) }

    /// Wherever it stands among what is looked at together.
    @Test func escapesAtEachPlace() {
        for length in 0..<20 {
            for (mark, escape) in [("\"", #"\""#), ("\\", #"\\"#), ("\u{1F}", #"\u001f"#), ("\u{7F}", #"\u007f"#)] {
                for place in 0...length {
                    let start = String(repeating: "~", count: place)
                    let end = String(repeating: " ", count: length - place)
                    #expect(JSONValue.string(start + mark + end).text() == "\"\(start)\(escape)\(end)\"")
                }
            }
        }
    }

    @Test func leavesWhatOnlyLooksAlike() {
        for text in ["\u{A0}", "Â", "\u{2027}\u{202A}", "\u{3028}", "\u{20A8}", "!#[]}~"] {
            #expect(JSONValue.string(text).text() == "\"\(text)\"")
        }
    }

    @Test func objectsAreWrittenPieceByPiece() {
        var writer = JSONWriter(capacity: 16)
        writer.begin()
        writer.writeName("a")
        writer.write(JSONValue.object([]))
        writer.writeName("b")
        writer.write(json: Array("[1]".utf8))
        writer.end()
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"{"a":{},"b":[1]}"#)
    }
}
