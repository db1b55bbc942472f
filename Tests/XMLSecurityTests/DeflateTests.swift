import Testing
import XMLSecurity

@Suite struct DeflateTests {
    @Test(arguments: [0, 1, 1_000, 100_000])
    func whatIsCompressedIsReadBack(_ count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 31 &+ $0 >> 3) }
        let compressed = try #require(Deflate.compress(bytes))
        #expect(Deflate.inflate(compressed, limit: max(count, 1)) == bytes)
        #expect(Deflate.inflate(compressed + [0], limit: 200_000) == nil)
        #expect(Deflate.inflate(Array(compressed.dropLast()), limit: 200_000) == nil)
        if count > 1 { #expect(Deflate.inflate(compressed, limit: count - 1) == nil) }
    }

    @Test func otherBytesAreNoStream() {
        #expect(Deflate.inflate([], limit: 16) == nil)
        #expect(Deflate.inflate([0xFF, 0xFF, 0xFF], limit: 16) == nil)
        #expect(Deflate.inflate(Array("plain text".utf8), limit: 16) == nil)
    }
}
