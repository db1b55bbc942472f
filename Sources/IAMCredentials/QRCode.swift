/// A QR code (ISO/IEC 18004) of bytes, with error correction level M and mask 0: enough for what stands on a screen.
struct QRCode {
    /// Modules of a side.
    let size: Int
    private let version: QRVersion
    private var dark: [Bool]
    private var isReserved: [Bool]

    /// Makes the code; nil when there is no room.
    init?(_ bytes: [UInt8]) {
        guard let version = QRVersion.smallest(for: bytes.count) else { return nil }
        self.version = version
        size = version.size
        dark = [Bool](repeating: false, count: size * size)
        isReserved = dark
        drawPatterns()
        drawFormat()
        drawVersion()
        draw(QRCodewords(bytes, version).interleaved)
    }

    /// Whether the module in a column and row is dark; those outside are not.
    func isDark(_ x: Int, _ y: Int) -> Bool {
        (0..<size).contains(x) && (0..<size).contains(y) && dark[y * size + x]
    }

    private mutating func reserve(_ x: Int, _ y: Int, _ isDark: Bool) {
        guard (0..<size).contains(x), (0..<size).contains(y) else { return }
        dark[y * size + x] = isDark
        isReserved[y * size + x] = true
    }

    // MARK: Function patterns

    private mutating func drawPatterns() {
        for index in 0..<size {
            reserve(6, index, index % 2 == 0)
            reserve(index, 6, index % 2 == 0)
        }
        for (x, y) in [(3, 3), (size - 4, 3), (3, size - 4)] { drawSquares(x, y, radius: 4, light: [2, 4]) }
        let centres = version.alignmentCentres
        for y in centres {
            for x in centres where !(x == 6 && y == 6 || x == 6 && y == size - 7 || x == size - 7 && y == 6) {
                drawSquares(x, y, radius: 2, light: [1])
            }
        }
    }

    /// Squares around a centre, one in another, dark but for those with some radii.
    private mutating func drawSquares(_ x: Int, _ y: Int, radius: Int, light: Set<Int>) {
        for dy in -radius...radius {
            for dx in -radius...radius { reserve(x + dx, y + dy, !light.contains(max(abs(dx), abs(dy)))) }
        }
    }

    /// Level M and mask 0 are all zeros, so what is left is the mask of the format itself.
    private mutating func drawFormat() {
        let bits = 0x5412
        for index in 0..<15 {
            let isDark = bits >> index & 1 == 1
            switch index {
            case 0...5: reserve(8, index, isDark)
            case 6, 7: reserve(8, index + 1, isDark)
            case 8: reserve(7, 8, isDark)
            default: reserve(14 - index, 8, isDark)
            }
            if index < 8 { reserve(size - 1 - index, 8, isDark) } else { reserve(8, size - 15 + index, isDark) }
        }
        reserve(8, size - 8, true)
    }

    private mutating func drawVersion() {
        guard let bits = version.bits else { return }
        for index in 0..<18 {
            let (far, near) = (size - 11 + index % 3, index / 3)
            reserve(far, near, bits >> index & 1 == 1)
            reserve(near, far, bits >> index & 1 == 1)
        }
    }

    // MARK: Data

    /// Fills pairs of columns from the right, up and down in turn, past the vertical timing pattern.
    private mutating func draw(_ codewords: [UInt8]) {
        var position = 0
        var isUpward = true
        for right in [Int](stride(from: size - 1, through: 8, by: -2)) + [5, 3, 1] {
            for row in 0..<size {
                let y = isUpward ? size - 1 - row : row
                for x in [right, right - 1] where !isReserved[y * size + x] {
                    let bit = position / 8 < codewords.count && codewords[position / 8] >> (7 - position % 8) & 1 == 1
                    dark[y * size + x] = bit != ((x + y) % 2 == 0)
                    position += 1
                }
            }
            isUpward.toggle()
        }
    }
}
