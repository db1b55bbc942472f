import Encodings
import Testing

@Suite struct PercentEncodingTests {
    private static let unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"

    @Test func everyByteButTheUnreservedIsWrittenWithTwoDigits() {
        #expect(PercentEncoding.encode(Self.unreserved) == Self.unreserved)
        for byte in UInt8.min...UInt8.max where !Self.unreserved.utf8.contains(byte) {
            var text: [UInt8] = []
            PercentEncoding.append(byte, to: &text)
            #expect(text == [UInt8(ascii: "%")] + Hexadecimal.encode([byte], .uppercase))
            #expect(PercentEncoding.decode(text[...]) == [byte])
        }
        #expect(PercentEncoding.encode("a b/ü%") == "a%20b%2F%C3%BC%25")
    }

    @Test(arguments: [
        ("%41%61", "Aa"), ("%4", "%4"), ("%", "%"), ("%4g", "%4g"), ("%+5", "%+5"), ("%2525", "%25"), ("a+b", "a+b"),
        ("%c3%BC", "ü"),
    ])
    func decodes(encoded: String, text: String) {
        #expect(PercentEncoding.decode(Array(encoded.utf8)[...]) == Array(text.utf8))
    }

    @Test(arguments: [("%41", false, "A"), ("%2f", false, "%2F"), ("a+b", true, "a%20b"), ("a+b", false, "a%2Bb")])
    func everySpellingGivesTheSameBytes(component: String, plusIsSpace: Bool, canonical: String) {
        var text: [UInt8] = []
        PercentEncoding.appendCanonical(Array(component.utf8)[...], plusIsSpace: plusIsSpace, to: &text)
        #expect(text == Array(canonical.utf8))
    }
}
