/// Values in the Distinguished Encoding Rules (ITU-T X.690), as many kinds as a certificate needs.
package enum DER {
    /// A SEQUENCE of values that are encoded.
    package static func sequence(_ parts: [UInt8]...) -> [UInt8] { value(tag: 0x30, parts.flatMap(\.self)) }

    /// A SET of values that are encoded, in their order.
    package static func set(_ parts: [UInt8]...) -> [UInt8] { value(tag: 0x31, parts.flatMap(\.self)) }

    /// A number that is not negative, of its bytes, the highest first.
    package static func integer(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array(bytes.drop { $0 == 0 })
        // A first bit that is set would make it negative.
        let isPlain = digits.first.map { $0 < 0x80 } ?? false
        return value(tag: 0x02, isPlain ? digits : [0] + digits)
    }

    /// An object identifier of its bytes as they are encoded.
    package static func identifier(_ bytes: [UInt8]) -> [UInt8] { value(tag: 0x06, bytes) }

    /// A UTF8String.
    package static func utf8String(_ text: String) -> [UInt8] { value(tag: 0x0C, Array(text.utf8)) }

    /// An OCTET STRING.
    package static func octetString(_ bytes: [UInt8]) -> [UInt8] { value(tag: 0x04, bytes) }

    /// `unused` bits of the last byte do not count.
    package static func bitString(_ bytes: [UInt8], unused: UInt8 = 0) -> [UInt8] { value(tag: 0x03, [unused] + bytes) }

    /// NULL.
    package static let null: [UInt8] = [0x05, 0x00]
    /// The BOOLEAN TRUE.
    package static let isTrue: [UInt8] = [0x01, 0x01, 0xFF]

    /// A value in brackets, `[number] EXPLICIT`; numbers to 30.
    package static func tagged(_ number: UInt8, _ content: [UInt8]) -> [UInt8] { value(tag: 0xA0 | number, content) }

    /// UTCTime to 2049, GeneralizedTime outside of 1950 to 2049 (RFC 5280, section 4.1.2.5).
    package static func time(_ instant: Timestamp) -> [UInt8] {
        let time = instant.civilTime
        let digits = time.iso8601Basic.utf8.filter { $0 != UInt8(ascii: "T") }
        return (1950...2049).contains(time.year)
            ? value(tag: 0x17, Array(digits.dropFirst(2))) : value(tag: 0x18, digits)
    }

    private static func value(tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let count = content.count
        if count < 0x80 { return [tag, UInt8(count)] + content }
        let bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) }
        let length = Array(bytes.drop { $0 == 0 })
        return [tag, 0x80 | UInt8(length.count)] + length + content
    }
}
