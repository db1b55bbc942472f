/// Base64 of RFC 4648, strict: no white space, no missing or surplus padding, no stray bits.
enum Base64 {
    /// Which alphabet, and whether `=` fills up the last group.
    enum Form {
        /// Section 4, with padding.
        case standard
        /// Section 5, safe in URLs and cookies, without padding.
        case url
    }

    private static let standardAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let urlAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let standardValues = values(of: standardAlphabet)
    private static let urlValues = values(of: urlAlphabet)

    private static func values(of alphabet: [UInt8]) -> [UInt8] {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }

    /// Number of characters for `count` bytes.
    static func encodedCount(_ count: Int, _ form: Form) -> Int {
        form == .standard ? (count + 2) / 3 * 4 : (count * 4 + 2) / 3
    }

    /// The text for `bytes`.
    static func encode(_ bytes: [UInt8], _ form: Form = .standard) -> String {
        let alphabet = form == .standard ? standardAlphabet : urlAlphabet
        return String(unsafeUninitializedCapacity: encodedCount(bytes.count, form)) { output in
            var position = 0
            func put(_ value: UInt32) {
                output[position] = alphabet[Int(value & 63)]
                position += 1
            }
            var index = 0
            while index + 2 < bytes.count {
                let group = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
                put(group >> 18)
                put(group >> 12)
                put(group >> 6)
                put(group)
                index += 3
            }
            let left = bytes.count - index
            guard left > 0 else { return position }
            let group = UInt32(bytes[index]) << 16 | (left == 2 ? UInt32(bytes[index + 1]) << 8 : 0)
            put(group >> 18)
            put(group >> 12)
            if left == 2 { put(group >> 6) }
            while form == .standard, position % 4 != 0 {
                output[position] = UInt8(ascii: "=")
                position += 1
            }
            return position
        }
    }

    /// The bytes of `text`; nil when it is not exactly what `encode` would write.
    static func decode(_ text: String, _ form: Form = .standard) -> [UInt8]? {
        let values = form == .standard ? standardValues : urlValues
        var text = text
        return text.withUTF8 { input in
            var count = input.count
            if form == .standard {
                guard count % 4 == 0 else { return nil }
                var padding = 0
                while padding < 2, count > 0, input[count - 1] == UInt8(ascii: "=") {
                    count -= 1
                    padding += 1
                }
            }
            guard count % 4 != 1 else { return nil }
            var result: [UInt8] = []
            result.reserveCapacity(count * 3 / 4)
            var bits: UInt32 = 0
            var available = 0
            for index in 0..<count {
                let value = values[Int(input[index])]
                guard value != 0xFF else { return nil }
                bits = (bits << 6 | UInt32(value)) & 0xFFFF
                available += 6
                if available >= 8 {
                    available -= 8
                    result.append(UInt8(truncatingIfNeeded: bits >> UInt32(available)))
                }
            }
            guard bits & ((1 << UInt32(available)) - 1) == 0 else { return nil }
            return result
        }
    }
}
