import Encodings
import Testing

@Suite struct ASCIITests {
    @Test func knowsItsClasses() {
        func members(_ isMember: (UInt8) -> Bool) -> String {
            String(String.UnicodeScalarView((0...255).filter(isMember).map { Unicode.Scalar($0) }))
        }
        let (digits, upper, lower) = ("0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
        #expect(members(ASCII.isDigit) == digits)
        #expect(members(ASCII.isUppercase) == upper && members(ASCII.isLowercase) == lower)
        #expect(members(ASCII.isLetterOrDigit) == digits + upper + lower)
        #expect(members(ASCII.isWhiteSpace) == "\t\n\r ")
    }

    @Test(arguments: [
        ("", ""), (" \t\r\n", ""), ("a", "a"), (" a\t", "a"), ("a b", "a b"), ("\n\na \n", "a"),
        ("\u{A0}a\u{B}", "\u{A0}a\u{B}"),
    ])
    func trimsWhiteSpaceOfXML(_ text: String, _ trimmed: String) {
        #expect(text.trimmingXMLWhiteSpace == trimmed)
        #expect(Array(text.utf8).trimmingXMLWhiteSpace.elementsEqual(trimmed.utf8))
    }

    @Test func foldsLettersAlone() {
        for byte in UInt8.min...UInt8.max {
            let folded = ASCII.isUppercase(byte) ? byte + 32 : byte
            #expect(ASCII.lowercased(byte) == folded)
        }
        #expect("AZaz09@[`{ÄÖ".asciiLowercased == "azaz09@[`{ÄÖ")
    }
}
