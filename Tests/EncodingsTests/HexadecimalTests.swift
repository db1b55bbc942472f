import Encodings
import Testing

@Suite struct HexadecimalTests {
    /// The vectors of RFC 4648, section 10.
    @Test(arguments: [("", ""), ("f", "66"), ("fo", "666f"), ("foob", "666f6f62"), ("foobar", "666f6f626172")])
    func knowsTheVectors(text: String, hexadecimal: String) {
        #expect(Hexadecimal.text(text.utf8) == hexadecimal)
        #expect(Hexadecimal.decodeLowercase(hexadecimal) == Array(text.utf8))
    }

    @Test func bytesThatLieTogetherHaveTheSameDigits() {
        let bytes = (0...255).map { UInt8($0) }
        #expect(bytes.withUnsafeBytes { Hexadecimal.encode($0) } == Hexadecimal.encode(bytes.lazy.map { $0 }))
    }

    @Test(arguments: ["0", "0g", "FF", "0 ", "０0", "-1"])
    func refuses(text: String) { #expect(Hexadecimal.decodeLowercase(text) == nil) }

    @Test func numbersHaveAllTheirDigits() {
        #expect(Hexadecimal.text(0 as UInt32) == "00000000" && Hexadecimal.text(0xAB as UInt64) == "00000000000000ab")
        #expect(Hexadecimal.text(UInt64.max) == "ffffffffffffffff")
    }

    @Test func digitsHaveValuesInBothCases() {
        for (value, digit) in "0123456789abcdef".utf8.enumerated() { #expect(Hexadecimal.value(digit) == UInt8(value)) }
        #expect(Hexadecimal.value(UInt8(ascii: "F")) == 15 && Hexadecimal.value(UInt8(ascii: "G")) == nil)
        #expect(String(decoding: Hexadecimal.encode([0xAB], .uppercase), as: UTF8.self) == "AB")
    }
}
