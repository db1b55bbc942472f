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
}
