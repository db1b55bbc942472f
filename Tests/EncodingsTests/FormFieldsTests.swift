import Encodings
import Testing

@Suite struct FormFieldsTests {
    /// Whatever stands at whatever place: values are read eight bytes at a time.
    @Test(arguments: [
        ("%2B", "+"), ("%2b", "+"), ("+", " "), ("%25", "%"), ("%C3%A9", "é"), ("%", nil), ("%4", nil), ("%4g", nil),
    ])
    func decodesAtEveryPlace(encoded: String, decoded: String?) throws {
        for before in 0..<20 {
            for after in 0..<20 {
                let (head, tail) = (String(repeating: "x", count: before), String(repeating: "~", count: after))
                let form = try FormFields(Array("a=1&b=\(head)\(encoded)\(tail)&c=%20".utf8))
                if let decoded {
                    #expect(try form.text("b") == head + decoded + tail)
                } else {
                    #expect(throws: FormFields.Malformed.encoding) { try form.text("b") }
                }
                #expect(try form.text("c") == " ")
            }
        }
    }

    @Test func decodesBytesThatFollowEachOther() throws {
        let bytes = (0..<600).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let encoded = bytes.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(try FormFields(Array("a=\(encoded)".utf8)).bytes("a") == bytes)
    }

    @Test(arguments: ["%CC%81%CC%A7", "\u{301}\u{327}"])
    func boundsMarks(_ two: String) throws {
        let form = try FormFields(
            Array("a=e\(String(repeating: two, count: 15))&b=e\(String(repeating: two, count: 16))".utf8))
        #expect(try form.text("a")?.unicodeScalars.count == 31)
        #expect(throws: FormFields.Malformed.marks) { try form.text("b") }
        #expect(try form.bytes("b")?.count == 65)
    }

    @Test func takesEachNameOnce() throws {
        let form = try FormFields(Array("&a=&&%62=1=2&c".utf8))
        #expect(try form.text("a")?.isEmpty == true)
        #expect(try form.text("b") == "1=2")
        #expect(try form.text("c")?.isEmpty == true)
        #expect(try form.text("d") == nil)
        #expect(throws: FormFields.Malformed.duplicate("b")) { try FormFields(Array("b=1&%62=1".utf8)) }
    }
}
