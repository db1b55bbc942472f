/// Base 16 (RFC 4648, section 8).
@usableFromInline package enum Hexadecimal {
    /// Which letters stand for 10 to 15.
    @usableFromInline package enum Letters {
        case lowercase, uppercase

        @usableFromInline var digits: StaticString { self == .lowercase ? "0123456789abcdef" : "0123456789ABCDEF" }
    }

    /// Two digits for each byte.
    @inlinable package static func encode(_ bytes: some Sequence<UInt8>, _ letters: Letters = .lowercase) -> [UInt8] {
        var text: [UInt8] = []
        // Digests do not say how many bytes they have; most have at most 32.
        text.reserveCapacity(max(2 * bytes.underestimatedCount, 64))
        for byte in bytes { append(byte, letters, to: &text) }
        return text
    }

    /// Appends the two digits of a byte.
    @inlinable package static func append(_ byte: UInt8, _ letters: Letters = .lowercase, to text: inout [UInt8]) {
        text.append(letters.digits.utf8Start[Int(byte >> 4)])
        text.append(letters.digits.utf8Start[Int(byte & 0x0F)])
    }

    /// Two lower-case digits for each byte, as text.
    @inlinable package static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: encode(bytes), as: UTF8.self)
    }

    /// All digits of a number, with zeros in front.
    @inlinable package static func text<Number: FixedWidthInteger & UnsignedInteger>(_ number: Number) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: Number.bitWidth / 4 - digits.utf8.count) + digits
    }

    /// Two lower-case digits for each byte of a digest, or of other bytes that lie together.
    package static func encode(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        let digits = Letters.lowercase.digits.utf8Start
        return [UInt8](unsafeUninitializedCapacity: 2 * bytes.count) { text, count in
            for byte in bytes {
                text.initializeElement(at: count, to: digits[Int(byte >> 4)])
                text.initializeElement(at: count + 1, to: digits[Int(byte & 0x0F)])
                count += 2
            }
        }
    }

    /// Decodes lower-case digits; upper case is not accepted, so that a signature has one spelling.
    package static func decodeLowercase(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { digits in
            guard digits.count.isMultiple(of: 2) else { return nil }
            let bytes = [UInt8](unsafeUninitializedCapacity: digits.count / 2) { bytes, count in
                while count < digits.count / 2, let high = lowercaseValue(digits[2 * count]),
                    let low = lowercaseValue(digits[2 * count + 1])
                {
                    bytes.initializeElement(at: count, to: high << 4 | low)
                    count += 1
                }
            }
            return 2 * bytes.count == digits.count ? bytes : nil
        }
    }

    /// The value of one digit of either case; nil when it is none.
    package static func value(_ digit: UInt8) -> UInt8? {
        lowercaseValue(ASCII.lowercased(digit))
    }

    @inlinable static func lowercaseValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
