/// Base64 (RFC 4648, section 4), strict: one alphabet, correct padding, no bits left over.
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The value of each character, 64 for white space, 65 for anything else.
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 65, count: 256)
        for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
        for blank in [0x09, 0x0A, 0x0D, 0x20] { table[blank] = 64 }
        return table
    }()

    /// The decoded bytes, or nil when the text is not base64.
    ///
    /// White space (tab, CR, LF, blank) may stand anywhere.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let decoded = text.withContiguousStorageIfAvailable { decode(buffer: $0) }
        return decoded ?? Array(text).withUnsafeBufferPointer { decode(buffer: $0) }
    }

    private static func decode(buffer text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var isValid = true
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3 + 3) { output, count in
            isValid = values.withUnsafeBufferPointer { fill(output, &count, from: text, $0) }
        }
        return isValid ? bytes : nil
    }

    private static func fill(
        _ output: UnsafeMutableBufferPointer<UInt8>, _ count: inout Int, from text: UnsafeBufferPointer<UInt8>,
        _ values: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        var quantum: UInt32 = 0
        var digits = 0
        var padding = 0
        var index = 0
        while index < text.count {
            // Nearly all of a text is whole groups of digits, which need to be looked at once only.
            while digits == 0, padding == 0, text.count - index >= 4 {
                let first = values[Int(text[index])], second = values[Int(text[index + 1])]
                let third = values[Int(text[index + 2])], fourth = values[Int(text[index + 3])]
                guard first | second | third | fourth < 64 else { break }
                output[count] = first << 2 | second >> 4
                output[count + 1] = second << 4 | third >> 2
                output[count + 2] = third << 6 | fourth
                count += 3
                index += 4
            }
            guard index < text.count else { break }
            let character = text[index]
            index += 1
            let value = values[Int(character)]
            if value < 64 {
                guard padding == 0 else { return false }
                quantum = quantum << 6 | UInt32(value)
                digits += 1
                if digits == 4 {
                    output[count] = UInt8(truncatingIfNeeded: quantum >> 16)
                    output[count + 1] = UInt8(truncatingIfNeeded: quantum >> 8)
                    output[count + 2] = UInt8(truncatingIfNeeded: quantum)
                    count += 3
                    quantum = 0
                    digits = 0
                }
            } else if character == UInt8(ascii: "=") {
                padding += 1
            } else if value != 64 {
                return false
            }
        }
        return finish(output, &count, quantum: quantum, digits: digits, padding: padding)
    }

    /// The last, shorter group: its unused bits must be zero, so that one value has one text.
    private static func finish(
        _ output: UnsafeMutableBufferPointer<UInt8>, _ count: inout Int, quantum: UInt32, digits: Int, padding: Int
    ) -> Bool {
        switch (digits, padding) {
        case (0, 0): return true
        case (2, 2):
            output[count] = UInt8(truncatingIfNeeded: quantum >> 4)
            count += 1
            return quantum & 0xF == 0
        case (3, 1):
            output[count] = UInt8(truncatingIfNeeded: quantum >> 10)
            output[count + 1] = UInt8(truncatingIfNeeded: quantum >> 2)
            count += 2
            return quantum & 0x3 == 0
        default: return false
        }
    }

    /// The text with padding, in one line.
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var iterator = bytes.makeIterator()
        while let first = iterator.next() {
            let second = iterator.next()
            let third = second == nil ? nil : iterator.next()
            let quantum = UInt32(first) << 16 | UInt32(second ?? 0) << 8 | UInt32(third ?? 0)
            text.append(alphabet[Int(quantum >> 18 & 63)])
            text.append(alphabet[Int(quantum >> 12 & 63)])
            text.append(second == nil ? UInt8(ascii: "=") : alphabet[Int(quantum >> 6 & 63)])
            text.append(third == nil ? UInt8(ascii: "=") : alphabet[Int(quantum & 63)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
