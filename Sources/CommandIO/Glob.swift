/// A pattern in which `*` stands for any text and `?` for one character; upper and lower case are the same.
package struct Glob {
    private let pattern: [Character]

    package init(_ text: String) { pattern = Array(text.lowercased()) }

    /// Whether there is anything but plain text.
    package var hasWildcards: Bool { pattern.contains("*") || pattern.contains("?") }

    /// Whether the whole text matches, in time that is bounded by the product of the lengths.
    package func matches(_ text: String) -> Bool {
        let text = Array(text.lowercased())
        var (position, index) = (0, 0)
        // Where the last asterisk stands, and how far the text was that it began to cover.
        var retry: (index: Int, position: Int)?
        while position < text.count {
            if index < pattern.count, pattern[index] == "*" {
                retry = (index, position)
                index += 1
            } else if index < pattern.count, pattern[index] == "?" || pattern[index] == text[position] {
                (position, index) = (position + 1, index + 1)
            } else if let last = retry {
                retry = (last.index, last.position + 1)
                (position, index) = (last.position + 1, last.index + 1)
            } else {
                return false
            }
        }
        return pattern[index...].allSatisfy { $0 == "*" }
    }

    /// Whether the text matches, or holds the pattern when that has no wildcards.
    package func matchesOrIsIn(_ text: String) -> Bool {
        hasWildcards ? matches(text) : text.lowercased().contains(String(pattern))
    }
}
