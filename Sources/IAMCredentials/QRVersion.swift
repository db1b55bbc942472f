/// A size of QR codes with error correction level M (ISO/IEC 18004, tables 1, 7 and 9).
struct QRVersion {
    /// 1 to 25.
    let number: Int

    /// Error correction codewords of a block, by version.
    private static let correction = [
        10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28,
    ]
    /// Blocks, by version.
    private static let blocks = [
        1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21,
    ]

    /// The smallest version that has room for so many bytes.
    static func smallest(for count: Int) -> QRVersion? {
        (1...correction.count).lazy.map(QRVersion.init).first { version in
            4 + version.countBits + count * 8 <= version.dataCodewords * 8
        }
    }

    /// Modules of a side.
    var size: Int { 17 + 4 * number }
    /// Bits of the number of bytes.
    var countBits: Int { number < 10 ? 8 : 16 }
    /// Error correction codewords of a block.
    var blockCorrection: Int { Self.correction[number - 1] }
    /// Blocks.
    var blockCount: Int { Self.blocks[number - 1] }
    /// All codewords.
    var codewords: Int { modulesForData / 8 }
    /// Codewords that hold data.
    var dataCodewords: Int { codewords - blockCorrection * blockCount }

    private var modulesForData: Int {
        // Finders with separators, both formats with the dark module, timing patterns.
        var modules = size * size - 3 * 64 - 31 - 2 * (size - 16)
        let centres = alignmentCentres.count
        // The alignment patterns of the timing rows share five modules with them.
        if centres > 0 { modules -= 25 * (centres * centres - 3) - 10 * (centres - 2) }
        if number >= 7 { modules -= 36 }
        return modules
    }

    /// Columns and rows of the centres of alignment patterns.
    var alignmentCentres: [Int] {
        guard number > 1 else { return [] }
        let count = number / 7 + 2
        let step = (number * 4 + count * 2 + 1) / (count * 2 - 2) * 2
        return [6] + (0..<(count - 1)).map { size - 7 - $0 * step }.reversed()
    }

    /// The version with its Golay code; nil for small codes, which don't say it.
    var bits: Int? {
        guard number >= 7 else { return nil }
        var remainder = number
        for _ in 0..<12 { remainder = remainder << 1 ^ (remainder >> 11) * 0x1F25 }
        return number << 12 | remainder
    }
}
