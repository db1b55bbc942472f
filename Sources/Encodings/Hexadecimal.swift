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

    /// Decodes lower-case digits; upper case is not accepted, so that a signature has one spelling.
    @inlinable package static func decodeLowercase(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        var high: UInt8?
        for digit in text.utf8 {
            guard let value = lowercaseValue(digit) else { return nil }
            if let pending = high {
                bytes.append(pending << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return high == nil ? bytes : nil
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
