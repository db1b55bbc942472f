import Foundation

/// A text with gaps: what a page or the code says of a text that has names and numbers in it.
struct TextPattern: Hashable, CustomStringConvertible {
    /// What stands for any text.
    private static let gap: UInt8 = 0

    private let bytes: [UInt8]

    /// The text of a page: `<name>`, `…` and an `N` that stands alone are gaps.
    init(page text: String) {
        bytes = Array(
            text.replacing(/<[^>]*>/, with: "\u{0}").replacing("…", with: "\u{0}").replacing(/\bN\b/, with: "\u{0}")
                .utf8)
    }

    /// The text of a literal, in which gaps are `U+0000`.
    init(literal text: String) { bytes = Array(text.utf8) }

    /// Bytes that are no gap.
    var count: Int { bytes.count { $0 != Self.gap } }

    var description: String { String(decoding: bytes, as: UTF8.self).replacing("\u{0}", with: "…") }

    /// Whether there is a text that both stand for.
    func meets(_ other: TextPattern) -> Bool {
        guard Self.mayMeet(bytes[...], other.bytes[...]),
            Self.mayMeet(bytes.reversed()[...], other.bytes.reversed()[...])
        else { return false }
        let (left, right) = (bytes, other.bytes)
        // Whether the ends of both from (row, column) on meet, from the last row to the first.
        var below = [Bool](repeating: false, count: right.count + 1)
        for row in stride(from: left.count, through: 0, by: -1) {
            var current = [Bool](repeating: false, count: right.count + 1)
            for column in stride(from: right.count, through: 0, by: -1) {
                let (isEnd, isOtherEnd) = (row == left.count, column == right.count)
                if isEnd, isOtherEnd {
                    current[column] = true
                } else if !isEnd, left[row] == Self.gap {
                    current[column] = below[column] || (!isOtherEnd && current[column + 1])
                } else if !isOtherEnd, right[column] == Self.gap {
                    current[column] = current[column + 1] || (!isEnd && below[column])
                } else if !isEnd, !isOtherEnd, left[row] == right[column] {
                    current[column] = below[column + 1]
                }
            }
            below = current
        }
        return below[0]
    }

    /// Whether the texts are alike up to the first gap in either: most are not, and need no closer look.
    private static func mayMeet(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
        for (a, b) in zip(left, right) where a != b { return a == gap || b == gap }
        return true
    }
}
