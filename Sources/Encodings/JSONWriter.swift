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

    /// Appends a text.
    ///
    /// Line separators of Unicode and DEL are escaped as well, so that no reader takes one record for two.
    package mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { buffer in
            if Self.arePlain(buffer) {
                bytes.append(contentsOf: buffer)
            } else {
                for scalar in String(decoding: buffer, as: UTF8.self).unicodeScalars { writeEscaped(scalar) }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether no byte has to be escaped; without a way out in between, so that the processor looks at many at once.
    private static func arePlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var odd: UInt8 = 0
        for byte in bytes {
            odd |= byte < 0x20 || byte >= 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") ? 1 : 0
        }
        return odd == 0
    }

    private mutating func writeEscaped(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": append("\\\"")
        case "\\": append("\\\\")
        case "\n": append("\\n")
        case "\r": append("\\r")
        case "\t": append("\\t")
        default:
            if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x2028
                || scalar.value == 0x2029
            {
                writeCodePoint(scalar.value)
            } else {
                bytes.append(contentsOf: String(scalar).utf8)
            }
        }
    }

    private mutating func writeCodePoint(_ value: UInt32) {
        append("\\u")
        Hexadecimal.append(UInt8(truncatingIfNeeded: value >> 8), to: &bytes)
        Hexadecimal.append(UInt8(truncatingIfNeeded: value), to: &bytes)
    }
}
