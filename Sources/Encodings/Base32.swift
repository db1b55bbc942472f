/// The base32 alphabet of RFC 4648 without padding, as AWS writes unique ids.
@usableFromInline package enum Base32 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    /// The first `count` characters of the encoding of `bytes`; bits that are missing count as zero.
    package static func encode(_ bytes: [UInt8], count: Int, prefix: StaticString) -> String {
        var iterator = bytes.makeIterator()
        return String(unsafeUninitializedCapacity: prefix.utf8CodeUnitCount + count) { buffer in
            var position = 0
            for index in 0..<prefix.utf8CodeUnitCount {
                buffer[index] = prefix.utf8Start[index]
                position += 1
            }
            var bits: UInt32 = 0
            var available = 0
            for _ in 0..<count {
                if available < 5 {
                    bits = bits << 8 | UInt32(iterator.next() ?? 0)
                    available += 8
                }
                available -= 5
                buffer[position] = alphabet[Int(bits >> UInt32(available)) & 31]
                position += 1
            }
            return position
        }
    }

    /// The bytes that `text` stands for; bits beyond the last whole byte are dropped.
    ///
    /// Nil when a character is not in the alphabet.
    @inlinable package static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        var bits: UInt32 = 0
        var available = 0
        for character in text {
            let value: UInt8
            switch character {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = character - UInt8(ascii: "A")
            case UInt8(ascii: "2")...UInt8(ascii: "7"): value = character - UInt8(ascii: "2") + 26
            default: return nil
            }
            bits = (bits << 5 | UInt32(value)) & 0xFFFF
            available += 5
            if available >= 8 {
                available -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> UInt32(available)))
            }
        }
        return result
    }
}
