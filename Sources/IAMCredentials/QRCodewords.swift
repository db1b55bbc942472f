/// The codewords of a QR code: data in byte mode, and the Reed-Solomon codes of their blocks.
struct QRCodewords {
    private let data: [UInt8]
    private let version: QRVersion

    init(_ bytes: [UInt8], _ version: QRVersion) {
        self.version = version
        var bits = BitString()
        bits.append(0b0100, count: 4)
        bits.append(bytes.count, count: version.countBits)
        for byte in bytes { bits.append(Int(byte), count: 8) }
        bits.append(0, count: min(4, version.dataCodewords * 8 - bits.count))
        var data = bits.bytes
        for index in 0..<(version.dataCodewords - data.count) { data.append(index % 2 == 0 ? 0xEC : 0x11) }
        self.data = data
    }

    /// The codewords of the blocks in turn, data first.
    var interleaved: [UInt8] {
        let blocks = blocks
        let codes = blocks.map { ReedSolomon.code(of: $0, count: version.blockCorrection) }
        return Self.interleave(blocks) + Self.interleave(codes)
    }

    /// The data in blocks, of which the last ones may have one codeword more.
    private var blocks: [[UInt8]] {
        let (length, longer) = data.count.quotientAndRemainder(dividingBy: version.blockCount)
        var rest = data[...]
        return (0..<version.blockCount).map { index in
            let block = rest.prefix(index < version.blockCount - longer ? length : length + 1)
            rest = rest.dropFirst(block.count)
            return Array(block)
        }
    }

    private static func interleave(_ blocks: [[UInt8]]) -> [UInt8] {
        (0..<(blocks.map(\.count).max() ?? 0)).flatMap { index in
            blocks.compactMap { index < $0.count ? $0[index] : nil }
        }
    }

    /// Bits, the highest of a number first.
    private struct BitString {
        private(set) var bytes: [UInt8] = []
        private(set) var count = 0

        mutating func append(_ value: Int, count: Int) {
            for index in (0..<count).reversed() {
                if self.count % 8 == 0 { bytes.append(0) }
                bytes[self.count / 8] |= UInt8(value >> index & 1) << UInt8(7 - self.count % 8)
                self.count += 1
            }
        }
    }
}

/// Reed-Solomon codes over the field of 256 elements with x⁸+x⁴+x³+x²+1.
enum ReedSolomon {
    /// The code of a block: what is left of it when it is divided by (x-1)(x-2)(x-4) and so on.
    static func code(of block: [UInt8], count: Int) -> [UInt8] {
        let divisor = divisor(count)
        var remainder = [UInt8](repeating: 0, count: count)
        for byte in block {
            let factor = byte ^ remainder.removeFirst()
            remainder.append(0)
            for index in 0..<count { remainder[index] ^= product(divisor[index], factor) }
        }
        return remainder
    }

    /// Coefficients from the second highest power down; the highest is 1.
    private static func divisor(_ degree: Int) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: degree)
        result[degree - 1] = 1
        var root: UInt8 = 1
        for _ in 0..<degree {
            for index in 0..<degree {
                result[index] = product(result[index], root)
                if index + 1 < degree { result[index] ^= result[index + 1] }
            }
            root = product(root, 2)
        }
        return result
    }

    static func product(_ left: UInt8, _ right: UInt8) -> UInt8 {
        var result: UInt8 = 0
        for bit in (0..<8).reversed() {
            result = result << 1 ^ (result >> 7) * 0x1D
            if left >> UInt8(bit) & 1 == 1 { result ^= right }
        }
        return result
    }
}
