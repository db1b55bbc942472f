import Testing

@testable import Encodings

@Suite("Search among bytes")
struct ByteSearchTests {
    @Test("finds a byte at the start or behind it", arguments: [(0, 1), (1, 1), (2, 4), (4, 4)])
    func position(start: Int, expected: Int) {
        let found = Array("abcdb".utf8).withUnsafeBytes { $0.position(of: UInt8(ascii: "b"), from: start) }
        #expect(found == expected)
    }

    @Test("finds nothing behind the end, before the start, and in no bytes at all", arguments: [5, 6, -1, .max, .min])
    func nothing(start: Int) {
        #expect(Array("abcdb".utf8).withUnsafeBytes { $0.position(of: UInt8(ascii: "b"), from: start) } == nil)
        #expect(UnsafeRawBufferPointer(start: nil, count: 0).position(of: 0, from: start) == nil)
    }

    @Test(
        "finds a text wherever it stands",
        arguments: [
            ("", true), ("a", true), ("aab", true), ("ab-c", true), ("c", true), ("aab-c", true), ("b-c-", false),
            ("ac", false), ("A", false), ("aaab", false),
        ])
    func text(wanted: String, isThere: Bool) {
        #expect(Array("aaab-c".dropFirst().utf8).withUnsafeBytes { $0.contains(wanted) } == isThere)
        #expect(UnsafeRawBufferPointer(start: nil, count: 0).contains(wanted) == wanted.isEmpty)
    }

    @Test("the rest after a prefix", arguments: [("", "abc"), ("a", "bc"), ("abc", ""), ("abcd", nil), ("b", nil)])
    func rest(prefix: String, expected: String?) {
        let rest = Array("abc".utf8).withUnsafeBytes { bytes in
            bytes.rest(after: prefix).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(rest == expected)
    }

    @Test("a prefix is compared by bytes: é is not e with an accent")
    func bytes() {
        #expect(Array("e\u{301}".utf8).withUnsafeBytes { $0.rest(after: "\u{E9}") } == nil)
    }
}
