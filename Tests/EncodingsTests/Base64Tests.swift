import Encodings
import Testing

@Suite struct Base64Tests {
    /// The vectors of RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func knowsTheVectors(text: String, base64: String) {
        #expect(Base64.standard.encode(text.utf8) == base64)
        #expect(Base64.xml.decode(base64.utf8) == Array(text.utf8))
    }

    /// The same vectors in the other ways of writing.
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ])
    func theAlphabetOfURLsHasNoPadding(text: String, base64: String) {
        #expect(Base64.url.encode(text.utf8) == base64)
        #expect(Base64.url.decode(base64) == Array(text.utf8))
        #expect(Base64.url.encodedCount(text.utf8.count) == base64.utf8.count)
        #expect(base64.utf8.count.isMultiple(of: 4) || Base64.url.decode(Base64.standard.encode(text.utf8)) == nil)
    }

    @Test func theLastTwoDigitsDiffer() {
        let bytes: [UInt8] = [0xFB, 0xEF, 0xFF]
        #expect(Base64.standard.encode(bytes) == "++//" && Base64.url.encode(bytes) == "--__")
        #expect(Base64.standard.decode("++//") == bytes && Base64.url.decode("--__") == bytes)
        #expect(Base64.standard.decode("--__") == nil && Base64.url.decode("++//") == nil)
    }

    @Test(arguments: ["Zg", "Zg=", "Zh==", "Zm9=", "Zg ==", " Zg==", "Zg==\n", "Zm9v!", "=", "Zg==Zg=="])
    func standardAllowsNothingElse(base64: String) { #expect(Base64.standard.decode(base64) == nil) }

    @Test(arguments: ["Zh==", "Zm9=", "Zm\n9v", "Zg", "Z", "Zg==="])
    func lenientDropsBitsAndNoMore(base64: String) {
        let expected: [String: String] = ["Zh==": "f", "Zm9=": "fo"]
        #expect(Base64.lenient.decode(base64) == expected[base64].map { Array($0.utf8) })
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zg===", "Z", "Zh==", "Zm9=", "Zm8", "Zm9v=", "=", "Zg==Zg==", "Zm9v!", "Zm-v", "Zm_v",
        "Zm9v\u{0}", "Zm9v\u{B}", "Ｚm9v", "Z=g=",
    ])
    func refuses(base64: String) { #expect(Base64.xml.decode(base64.utf8) == nil) }

    @Test func allowsWhiteSpaceAnywhere() {
        #expect(Base64.xml.decode(" Z m\r\n9\tv\n".utf8) == Array("foo".utf8))
        #expect(Base64.xml.decode(Array(" \n".utf8).lazy.map { $0 }) == [])
    }

    @Test func decodesEveryByte() {
        let bytes = (0..<1024).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        for count in 0..<70 {
            #expect(Base64.xml.decode(Base64.standard.encode(bytes.prefix(count)).utf8) == Array(bytes.prefix(count)))
        }
    }

    /// White space may part every two characters; anything else that is no digit is refused wherever it stands.
    @Test func looksAtEveryPlace() {
        let bytes = Array("what is decoded in groups".utf8)
        let base64 = Array(Base64.standard.encode(bytes).utf8)
        for place in base64.indices {
            #expect(Base64.xml.decode(base64[..<place] + [0x0A] + base64[place...]) == bytes)
            #expect(Base64.xml.decode(base64[..<place] + [0x2D] + base64[(place + 1)...]) == nil)
            #expect(Base64.xml.decode(base64[..<place] + base64[(place + 1)...]) == nil)
        }
    }
}
