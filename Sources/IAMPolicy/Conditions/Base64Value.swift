/// The bytes of a Base64 text (RFC 4648, with padding).
enum Base64Value {
    /// `nil` when the text is not Base64.
    static func decode(_ text: String) -> [UInt8]? {
        let bytes = Array(text.utf8)
        guard bytes.count % 4 == 0 else { return nil }
        let padding = bytes.suffix(2).filter { $0 == UInt8(ascii: "=") }.count
        let content = bytes.dropLast(padding)
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count / 4 * 3)
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for byte in content {
            guard let value = value(of: byte) else { return nil }
            buffer = (buffer << 6 | UInt32(value)) & 0xFFFFFF
            bits += 6
            if bits >= 8 {
                bits -= 8
                decoded.append(UInt8(truncatingIfNeeded: buffer >> bits))
            }
        }
        return decoded
    }

    private static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case ASCII.zero...ASCII.nine: byte - ASCII.zero + 52
        case ASCII.plus: 62
        case ASCII.slash: 63
        default: nil
        }
    }
}
