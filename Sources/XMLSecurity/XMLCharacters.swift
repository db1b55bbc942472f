/// What XML takes for a character (XML 1.0, section 2.2), in UTF-8.
enum XMLCharacters {
    /// Sees to it that the text is UTF-8 (RFC 3629) and that each of its characters may stand in XML; whether all of them
    /// are of ASCII.
    ///
    /// - Throws: `malformedDocument` with the first byte that is no part of one.
    static func check(_ text: UnsafeBufferPointer<UInt8>) throws(XMLSecurityError) -> Bool {
        var position = 0
        var isASCII = true
        while position < text.count {
            if isPrintableASCII(text, at: position) {
                position += 8
                continue
            }
            guard let size = sizeOfCharacter(in: text, at: position) else {
                throw XMLSecurityError(.malformedDocument, problem(of: text, at: position))
            }
            if size > 1 { isASCII = false }
            position += size
        }
        return isASCII
    }

    /// Whether there are eight bytes from U+0020 to U+007F: nearly all of a document can be passed over by the word.
    private static func isPrintableASCII(_ text: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
        guard text.count - position >= 8 else { return false }
        let word = UnsafeRawBufferPointer(text).loadUnaligned(fromByteOffset: position, as: UInt64.self)
        let isASCII = word & 0x8080_8080_8080_8080 == 0
        // With the high bits set, no byte borrows from its neighbour; it keeps its own where it was 0x20 at least.
        let atLeastBlank = (word | 0x8080_8080_8080_8080) &- 0x2020_2020_2020_2020
        return isASCII && atLeastBlank & 0x8080_8080_8080_8080 == 0x8080_8080_8080_8080
    }

    /// Bytes of the character that begins here; nil when none does that XML knows.
    private static func sizeOfCharacter(in text: UnsafeBufferPointer<UInt8>, at position: Int) -> Int? {
        let first = text[position]
        if first < 0x80 { return first >= 0x20 || [0x09, 0x0A, 0x0D].contains(first) ? 1 : nil }
        let (size, second): (Int, ClosedRange<UInt8>)
        switch first {
        case 0xC2...0xDF: (size, second) = (2, 0x80...0xBF)
        case 0xE0: (size, second) = (3, 0xA0...0xBF)
        case 0xED: (size, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (size, second) = (3, 0x80...0xBF)
        case 0xF0: (size, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (size, second) = (4, 0x80...0xBF)
        case 0xF4: (size, second) = (4, 0x80...0x8F)
        default: return nil
        }
        guard text.count - position >= size, second.contains(text[position + 1]) else { return nil }
        for index in position + 2..<max(position + size, position + 2) where text[index] & 0xC0 != 0x80 { return nil }
        let isNoncharacter = first == 0xEF && text[position + 1] == 0xBF && text[position + 2] >= 0xBE
        return isNoncharacter ? nil : size
    }

    private static func problem(of text: UnsafeBufferPointer<UInt8>, at position: Int) -> String {
        let byte = text[position]
        let line = text[..<position].count { $0 == 0x0A } + 1
        if byte < 0x80 {
            let number = String(byte, radix: 16, uppercase: true)
            let code = "U+" + String(repeating: "0", count: 4 - number.count) + number
            return "line \(line): byte \(position) is \(code), a character that XML does not have"
        }
        return "line \(line): the bytes at \(position) are no character of XML in UTF-8"
    }
}
