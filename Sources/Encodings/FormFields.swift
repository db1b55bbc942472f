/// The fields of an application/x-www-form-urlencoded body or query (URL Standard, 5.1), each name once.
///
/// Values are decoded when they are asked for, straight from the bytes: a decoder that builds strings on the way costs more than a
/// signature.
package struct FormFields {
    /// Why a form is refused.
    package enum Malformed: Error, Hashable {
        case duplicate(String)
        case tooManyFields
        case encoding
        case marks

        /// What a caller is told.
        package var reason: String {
            switch self {
            case .duplicate(let name): "the field \(name) stands twice"
            case .tooManyFields: "more than \(FormFields.maximumFields) fields"
            case .encoding: "a percent sign without two hexadecimal digits, or bytes that are not UTF-8"
            case .marks: "more than 30 combining marks in a row"
            }
        }
    }

    /// Fields of one form at most; AssumeRole takes 50 tags of two fields each and more.
    package static let maximumFields = 512

    private let bytes: [UInt8]
    /// Where values stand, by name.
    ///
    /// Names are bytes: to hash a text, Swift brings it into a normal form first, and the time of that grows with the square
    /// of the number of combining marks, which anybody may send.
    private var ranges: [[UInt8]: Range<Int>] = [:]

    /// Finds the fields of a body.
    package init(_ bytes: [UInt8]) throws(Malformed) {
        self.bytes = bytes
        var start = 0
        while start < bytes.count {
            let end = Self.find(UInt8(ascii: "&"), in: bytes, start..<bytes.count)
            if end > start { try add(start..<end) }
            start = end + 1
        }
    }

    /// The first place of a byte in a range, or the range's end.
    private static func find(_ byte: UInt8, in bytes: [UInt8], _ range: Range<Int>) -> Int {
        bytes.withUnsafeBytes { buffer in
            UnsafeRawBufferPointer(rebasing: buffer[..<range.upperBound]).position(of: byte, from: range.lowerBound)
                ?? range.upperBound
        }
    }

    /// Finds the fields of a query.
    package init(query: String) throws(Malformed) { try self.init(Array(query.utf8)) }

    private mutating func add(_ field: Range<Int>) throws(Malformed) {
        guard ranges.count < Self.maximumFields else { throw .tooManyFields }
        let equals = Self.find(UInt8(ascii: "="), in: bytes, field)
        let name = try Self.decode(bytes[field.lowerBound..<equals])
        guard let text = String(validating: name, as: UTF8.self) else { throw .encoding }
        let value = min(equals + 1, field.upperBound)..<field.upperBound
        guard ranges.updateValue(value, forKey: name) == nil else {
            throw .duplicate(String(text.unicodeScalars.prefix(64)))
        }
    }

    /// The names of the fields that have a name of ASCII alone; no other has a meaning to anybody.
    package var names: [String] {
        ranges.keys.compactMap { name in
            name.allSatisfy { $0 < 0x80 } ? String(decoding: name, as: UTF8.self) : nil
        }
    }

    /// The decoded bytes of a value; nil when the field is absent.
    package func bytes(_ name: String) throws(Malformed) -> [UInt8]? {
        guard let range = ranges[Array(name.utf8)] else { return nil }
        return try Self.decode(bytes[range])
    }

    /// A value as text; nil when the field is absent.
    package func text(_ name: String) throws(Malformed) -> String? {
        guard let bytes = try bytes(name) else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .encoding }
        guard text.isStreamSafe else { throw .marks }
        return text
    }

    private static func decode(_ encoded: ArraySlice<UInt8>) throws(Malformed) -> [UInt8] {
        var isValid = true
        let decoded = encoded.withUnsafeBytes { input in
            [UInt8](unsafeUninitializedCapacity: input.count) { output, count in
                isValid = decode(input, UnsafeMutableRawBufferPointer(output), &count)
            }
        }
        guard isValid else { throw .encoding }
        return decoded
    }

    /// - Returns: false for a percent sign without two digits.
    private static func decode(
        _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer, _ count: inout Int
    ) -> Bool {
        var index = 0
        while index < input.count {
            if input.count - index >= 8 {
                // Most bytes stand for themselves. All eight are written, since as much room is left as input, and as many
                // count as stand before the first that doesn't.
                let word = UInt64(littleEndian: input.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                let marks = places(of: UInt8(ascii: "%"), in: word) | places(of: UInt8(ascii: "+"), in: word)
                output.storeBytes(of: word.littleEndian, toByteOffset: count, as: UInt64.self)
                index += marks.trailingZeroBitCount / 8
                count += marks.trailingZeroBitCount / 8
                if marks == 0 { continue }
            }
            switch input[index] {
            case UInt8(ascii: "%"):
                guard index + 2 < input.count, let high = Hexadecimal.value(input[index + 1]),
                    let low = Hexadecimal.value(input[index + 2])
                else { return false }
                output[count] = high << 4 | low
                index += 3
            case UInt8(ascii: "+"):
                output[count] = UInt8(ascii: " ")
                index += 1
            case let byte:
                output[count] = byte
                index += 1
            }
            count += 1
        }
        return true
    }

    /// Sets the top bit of each byte of a word that equals `byte`; above the lowest one there may be further bits.
    private static func places(of byte: UInt8, in word: UInt64) -> UInt64 {
        let difference = word ^ (0x0101_0101_0101_0101 &* UInt64(byte))
        return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
    }
}
