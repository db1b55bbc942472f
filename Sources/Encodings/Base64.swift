/// Base64 (RFC 4648): each value is one way to write and to read it.
@usableFromInline package struct Base64: Sendable {
    /// Section 4, with padding; only what `encode` writes is read, without white space or bits left over.
    package static let standard = Base64()
    /// Section 5, safe in URLs and cookies, without padding; as strict.
    package static let url = Base64(last: ("-", "_"), isPadded: false)
    /// Section 4 as XML writes it: white space (tab, CR, LF, blank) may stand anywhere.
    package static let xml = Base64(allowsBlanks: true)
    /// Section 4 as policies are read: bits left over at the end are dropped.
    package static let lenient = Base64(allowsStrayBits: true)

    private let alphabet: [UInt8]
    /// The value of each character, 64 for white space that is passed over, 65 for anything else.
    private let values: [UInt8]
    private let isPadded: Bool
    private let allowsStrayBits: Bool

    private init(
        last: (Unicode.Scalar, Unicode.Scalar) = ("+", "/"), isPadded: Bool = true, allowsBlanks: Bool = false,
        allowsStrayBits: Bool = false
    ) {
        let common = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
        alphabet = common + [UInt8(ascii: last.0), UInt8(ascii: last.1)]
        var values = [UInt8](repeating: 65, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        for blank in [0x09, 0x0A, 0x0D, 0x20] where allowsBlanks { values[blank] = 64 }
        self.values = values
        self.isPadded = isPadded
        self.allowsStrayBits = allowsStrayBits
    }

    /// The text for `bytes`, in one line.
    @inlinable package func encode(_ bytes: some Collection<UInt8>) -> String {
        let text = bytes.withContiguousStorageIfAvailable { encode(buffer: $0) }
        return text ?? Array(bytes).withUnsafeBufferPointer { encode(buffer: $0) }
    }

    /// The bytes of `text`; nil when it is not written in this way.
    package func decode(_ text: String) -> [UInt8]? { decode(text.utf8) }

    /// The bytes of a text given in UTF-8; nil when it is not written in this way.
    @inlinable package func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let decoded = text.withContiguousStorageIfAvailable { decode(buffer: $0) }
        return decoded ?? Array(text).withUnsafeBufferPointer { decode(buffer: $0) }
    }

    /// Number of characters for `count` bytes.
    package func encodedCount(_ count: Int) -> Int { isPadded ? (count + 2) / 3 * 4 : (count * 4 + 2) / 3 }

    @usableFromInline func encode(buffer bytes: UnsafeBufferPointer<UInt8>) -> String {
        String(unsafeUninitializedCapacity: encodedCount(bytes.count)) { output in
            alphabet.withUnsafeBufferPointer { alphabet in
                var position = 0
                for start in stride(from: 0, to: bytes.count, by: 3) {
                    let count = min(3, bytes.count - start)
                    let second = count > 1 ? UInt32(bytes[start + 1]) << 8 : 0
                    let third = count > 2 ? UInt32(bytes[start + 2]) : 0
                    let quantum = UInt32(bytes[start]) << 16 | second | third
                    for digit in 0...count {
                        output[position] = alphabet[Int(quantum >> UInt32(18 - 6 * digit) & 63)]
                        position += 1
                    }
                }
                while isPadded, position % 4 != 0 {
                    output[position] = UInt8(ascii: "=")
                    position += 1
                }
                return position
            }
        }
    }

    @usableFromInline func decode(buffer text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var isValid = true
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3 + 3) { output, count in
            isValid = values.withUnsafeBufferPointer { values in
                var group = Group(output: output)
                let isRead = group.read(text, values)
                count = group.count
                return isRead && group.finish(&count, isPadded: isPadded, allowsStrayBits: allowsStrayBits)
            }
        }
        return isValid ? bytes : nil
    }

    /// Four digits that make three bytes, and where they go.
    private struct Group {
        let output: UnsafeMutableBufferPointer<UInt8>
        var count = 0
        var quantum: UInt32 = 0
        var digits = 0
        var padding = 0

        /// False for a character that does not belong there.
        mutating func read(_ text: UnsafeBufferPointer<UInt8>, _ values: UnsafeBufferPointer<UInt8>) -> Bool {
            var index = 0
            while index < text.count {
                if digits == 0, padding == 0 { index = readWholeGroups(text, values, from: index) }
                guard index < text.count else { break }
                let value = values[Int(text[index])]
                if value < 64 {
                    guard padding == 0 else { return false }
                    add(value)
                } else if text[index] == UInt8(ascii: "=") {
                    padding += 1
                } else if value != 64 {
                    return false
                }
                index += 1
            }
            return true
        }

        /// Nearly all of a text is whole groups of digits, which need to be looked at once only.
        private mutating func readWholeGroups(
            _ text: UnsafeBufferPointer<UInt8>, _ values: UnsafeBufferPointer<UInt8>, from start: Int
        ) -> Int {
            var index = start
            while text.count - index >= 4 {
                let first = values[Int(text[index])], second = values[Int(text[index + 1])]
                let third = values[Int(text[index + 2])], fourth = values[Int(text[index + 3])]
                guard first | second | third | fourth < 64 else { break }
                output[count] = first << 2 | second >> 4
                output[count + 1] = second << 4 | third >> 2
                output[count + 2] = third << 6 | fourth
                count += 3
                index += 4
            }
            return index
        }

        private mutating func add(_ value: UInt8) {
            quantum = quantum << 6 | UInt32(value)
            digits += 1
            guard digits == 4 else { return }
            output[count] = UInt8(truncatingIfNeeded: quantum >> 16)
            output[count + 1] = UInt8(truncatingIfNeeded: quantum >> 8)
            output[count + 2] = UInt8(truncatingIfNeeded: quantum)
            count += 3
            quantum = 0
            digits = 0
        }

        /// The last, shorter group: unless they are allowed its unused bits must be zero, so that one value has one text.
        func finish(_ count: inout Int, isPadded: Bool, allowsStrayBits: Bool) -> Bool {
            guard padding == (isPadded && digits > 0 ? 4 - digits : 0) else { return false }
            switch digits {
            case 0: return true
            case 2:
                output[count] = UInt8(truncatingIfNeeded: quantum >> 4)
                count += 1
                return allowsStrayBits || quantum & 0xF == 0
            case 3:
                output[count] = UInt8(truncatingIfNeeded: quantum >> 10)
                output[count + 1] = UInt8(truncatingIfNeeded: quantum >> 2)
                count += 2
                return allowsStrayBits || quantum & 0x3 == 0
            default: return false
            }
        }
    }
}
