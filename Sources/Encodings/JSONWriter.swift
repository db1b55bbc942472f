/// Writes JSON (RFC 8259) on one line, UTF-8.
package struct JSONWriter {
    /// What was written.
    package private(set) var bytes: [UInt8] = []
    private let isSpaced: Bool

    /// Makes a writer with room for `capacity` bytes; spaced has blanks after commas and colons.
    package init(capacity: Int, spaced: Bool = false) {
        bytes.reserveCapacity(capacity)
        isSpaced = spaced
    }

    /// Appends a value.
    package mutating func write(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .bool(let flag): append(flag ? "true" : "false")
        case .integer(let number): bytes.append(contentsOf: String(number).utf8)
        case .string(let text): write(text)
        case .array(let values): write(values)
        case .object(let members): write(members)
        }
    }

    private mutating func write(_ values: [JSONValue]) {
        bytes.append(UInt8(ascii: "["))
        for (index, value) in values.enumerated() {
            if index > 0 { separate(by: UInt8(ascii: ",")) }
            write(value)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// Appends an object.
    package mutating func write(_ members: [JSONMember]) {
        bytes.append(UInt8(ascii: "{"))
        for (index, member) in members.enumerated() {
            if index > 0 { separate(by: UInt8(ascii: ",")) }
            write(member.name)
            separate(by: UInt8(ascii: ":"))
            write(member.value)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func separate(by mark: UInt8) {
        bytes.append(mark)
        if isSpaced { bytes.append(UInt8(ascii: " ")) }
    }

    private mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends the name of a member whose value follows, with the mark before it; the name needs no escapes.
    ///
    /// For an object that is written piece by piece, from `begin()` to `end()`.
    package mutating func writeName(_ name: StaticString) {
        if bytes.last != UInt8(ascii: "{") { separate(by: UInt8(ascii: ",")) }
        append("\"")
        append(name)
        append("\"")
        separate(by: UInt8(ascii: ":"))
    }

    /// Begins an object.
    package mutating func begin() { bytes.append(UInt8(ascii: "{")) }

    /// Ends it.
    package mutating func end() { bytes.append(UInt8(ascii: "}")) }

    /// Appends what was written before, by a writer with the same blanks.
    package mutating func write(json: [UInt8]) { bytes.append(contentsOf: json) }

    /// Appends a text.
    ///
    /// Line separators of Unicode and DEL are escaped as well, so that no reader takes one record for two.
    package mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { buffer in
            if Self.arePlain(buffer) { bytes.append(contentsOf: buffer) } else { writeEscaping(buffer) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether no byte has to be escaped, eight at a step.
    private static func arePlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let bytes = UnsafeRawBufferPointer(text)
        var index = 0
        while index + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            guard Self.arePlain(word) else { return false }
            index += 8
        }
        while index < bytes.count {
            guard Self.isPlain(bytes[index]) else { return false }
            index += 1
        }
        return true
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// The same of eight bytes: a byte is less than another when a subtraction borrows for it, and zero is less than one.
    private static func arePlain(_ word: UInt64) -> Bool {
        let (ones, tops): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
        func hasZero(_ word: UInt64) -> UInt64 { (word &- ones) & ~word }
        let controls = (word &- ones &* 0x20) & ~word
        let marks = hasZero(word ^ ones &* 0x22) | hasZero(word ^ ones &* 0x5C) | hasZero(word ^ ones &* 0x7F)
        return (word | controls | marks) & tops == 0
    }

    /// Appends a text with what has to be escaped, and everything in between as it is.
    private mutating func writeEscaping(_ text: UnsafeBufferPointer<UInt8>) {
        var (start, index) = (0, 0)
        while index < text.count {
            guard let (code, length) = Self.escaped(UnsafeBufferPointer(rebasing: text[index...])) else {
                index += 1
                continue
            }
            bytes.append(contentsOf: text[start..<index])
            write(escape: code)
            index += length
            start = index
        }
        bytes.append(contentsOf: text[start...])
    }

    /// The code point at the beginning of a text, when it has to be escaped, and its bytes.
    private static func escaped(_ text: UnsafeBufferPointer<UInt8>) -> (code: UInt32, length: Int)? {
        let first = text[0]
        if isPlain(first) { return nil }
        if first < 0x80 { return (UInt32(first), 1) }
        // U+0080 to U+009F, then U+2028 and U+2029.
        if first == 0xC2, text.count > 1, text[1] < 0xA0 { return (UInt32(text[1]), 2) }
        if first == 0xE2, text.count > 2, text[1] == 0x80, text[2] == 0xA8 || text[2] == 0xA9 {
            return (0x2000 | UInt32(text[2] & 0x3F), 3)
        }
        return nil
    }

    private mutating func write(escape code: UInt32) {
        switch code {
        case 0x22: append("\\\"")
        case 0x5C: append("\\\\")
        case 0x0A: append("\\n")
        case 0x0D: append("\\r")
        case 0x09: append("\\t")
        default:
            append("\\u")
            Hexadecimal.append(UInt8(truncatingIfNeeded: code >> 8), to: &bytes)
            Hexadecimal.append(UInt8(truncatingIfNeeded: code), to: &bytes)
        }
    }
}
