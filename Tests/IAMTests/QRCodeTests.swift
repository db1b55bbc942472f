import Testing

@testable import IAMCredentials

@Suite("QR codes")
struct QRCodeTests {
    /// The example of ISO/IEC 18004 that goes around: HELLO WORLD in version 1 with level M.
    @Test("Reed-Solomon codes")
    func reedSolomon() {
        let data: [UInt8] = [32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17]
        #expect(ReedSolomon.code(of: data, count: 10) == [196, 35, 39, 119, 235, 215, 231, 226, 93, 23])
    }

    @Test("Each version has the bytes that the standard says")
    func capacities() throws {
        let capacities = [
            14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666, 711, 779,
            857, 911, 997,
        ]
        for (index, capacity) in capacities.enumerated() {
            #expect(QRVersion.smallest(for: capacity)?.number == index + 1)
        }
        #expect(QRVersion.smallest(for: 998) == nil)
        #expect(QRCode([UInt8](repeating: 0, count: 998)) == nil)
    }

    @Test("The centres of alignment patterns and the version are those of the standard")
    func patterns() {
        let centres = [1: [], 2: [6, 18], 7: [6, 22, 38], 14: [6, 26, 46, 66], 22: [6, 26, 50, 74, 98]]
        for (number, expected) in centres { #expect(QRVersion(number: number).alignmentCentres == expected) }
        #expect(QRVersion(number: 6).bits == nil)
        #expect(QRVersion(number: 7).bits == 0x07C94)
        #expect(QRVersion(number: 25).bits == 0x191E1)
    }

    @Test("A code is drawn as it was when zbar read it")
    func drawing() throws {
        let code = try #require(QRCode(Array("otpauth://totp/a?secret=GEZDGNBV".utf8)))
        let rows = (0..<code.size).map { y in
            String((0..<code.size).map { code.isDark($0, y) ? "#" : "." })
        }
        #expect(rows.joined(separator: "\n") == Self.drawing)
    }

    private static let drawing = """
        #######...####..#..#..#######
        #.....#.##.##.#######.#.....#
        #.###.#..#..###.#.#...#.###.#
        #.###.#...#..###...#..#.###.#
        #.###.#.##..#.#..#.#..#.###.#
        #.....#..##..#...###..#.....#
        #######.#.#.#.#.#.#.#.#######
        .........##..##.###..........
        #.#.#.#..##.#.##........#..#.
        .####..##.....##.#..#.#..#.##
        ..#.####..#..#...#...###.####
        .##.#..##...#..#.##..#..#..#.
        #.##..#.#.......#...###..#..#
        #......#.###.#.###..#.#.....#
        ###..##...##..###.....#.#####
        #.##.#.###..###.######.....#.
        #...###.....#.###...#.##.#.##
        .###...#.#.#..##..#.###.....#
        #..#.###.##.##..###..#.#..###
        .##..#.#...#....##....#.#...#
        #.###.#...##........#####..#.
        ........#.#.##.###..#...#####
        #######....##.#.#..##.#.#.###
        #.....#.....###..#..#...##.#.
        #.###.#.###...#.#...######..#
        #.###.#..####.####..#..######
        #.###.#.###..##.##.#....#...#
        #.....#...##.##.###.##..##.#.
        #######.##.#.####...####...##
        """
}
