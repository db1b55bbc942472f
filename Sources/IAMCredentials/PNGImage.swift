/// A PNG of a QR code: one bit a pixel, not compressed (RFC 1950, RFC 1951, PNG third edition).
struct PNGImage {
    /// Pixels of a module.
    private static let scale = 4
    /// Modules of white around the code (ISO/IEC 18004, section 9.1).
    private static let border = 4
    /// Bytes of a stored block at most.
    private static let blockCount = 65_535

    let bytes: [UInt8]

    init(code: QRCode) {
        let side = (code.size + 2 * Self.border) * Self.scale
        let header = Self.word(UInt32(side)) + Self.word(UInt32(side)) + [1, 0, 0, 0, 0]
        bytes =
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Self.chunk("IHDR", header)
            + Self.chunk("IDAT", Self.stored(Self.rows(code, side))) + Self.chunk("IEND", [])
    }

    /// The rows from the top, each after a byte that says that it is not filtered.
    private static func rows(_ code: QRCode, _ side: Int) -> [UInt8] {
        var rows: [UInt8] = []
        for y in 0..<side {
            var row = [UInt8](repeating: 0xFF, count: (side + 7) / 8)
            for x in 0..<side where code.isDark(x / scale - border, y / scale - border) {
                row[x / 8] &= ~(0x80 >> UInt8(x % 8))
            }
            rows += [0] + row
        }
        return rows
    }

    private static func stored(_ data: [UInt8]) -> [UInt8] {
        var result: [UInt8] = [0x78, 0x01]
        for start in stride(from: 0, to: data.count, by: blockCount) {
            let block = data[start..<min(start + blockCount, data.count)]
            let count = UInt16(block.count)
            result.append(start + blockCount >= data.count ? 1 : 0)
            for value in [count, ~count] { result += [UInt8(value & 0xFF), UInt8(value >> 8)] }
            result += block
        }
        return result + word(adler32(data))
    }

    private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
        let content = Array(type.utf8) + data
        return word(UInt32(data.count)) + content + word(crc32(content))
    }

    private static func word(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }

    private static func adler32(_ data: [UInt8]) -> UInt32 {
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in data {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return high << 16 | low
    }

    private static func crc32(_ data: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in data {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
        return ~crc
    }
}
