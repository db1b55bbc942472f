import Encodings

/// Tells what somebody probably meant.
package enum Misspelling {
    /// Shorter names are too much alike.
    private static let shortest = 5
    /// From here on two characters may be wrong.
    private static let long = 12
    private static let longest = 128

    /// The one name that differs in a character, or in two when it is long; `nil` when there is none or more than one.
    ///
    /// - Parameter most: how many characters may be wrong.
    package static func correction(
        of name: String, among names: some Sequence<String>, most: Int = 2
    ) -> String? {
        let wanted = Array(name.utf8.map(ASCII.lowercased))
        guard wanted.count >= shortest, wanted.count <= longest else { return nil }
        let allowed = min(most, wanted.count >= long ? 2 : 1)
        var found: String?
        for candidate in names {
            let other = Array(candidate.utf8.map(ASCII.lowercased))
            // A number at the end is another version, not another spelling.
            guard wanted.last.map(ASCII.isDigit) == other.last.map(ASCII.isDigit) else { continue }
            guard abs(other.count - wanted.count) <= allowed, distance(wanted, other) <= allowed else { continue }
            if found != nil { return nil }
            found = candidate
        }
        return found
    }

    /// How many characters have to be put in, taken out or exchanged; two neighbours that have changed places are one.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var before: [Int] = []
        var above = Array(0...right.count)
        for line in left.indices {
            var row = [line + 1]
            for column in right.indices {
                let replaced = above[column] + (left[line] == right[column] ? 0 : 1)
                var least = min(replaced, above[column + 1] + 1, row[column] + 1)
                if line > 0, column > 0, left[line] == right[column - 1], left[line - 1] == right[column] {
                    least = min(least, before[column - 1] + 1)
                }
                row.append(least)
            }
            (before, above) = (above, row)
        }
        return above[right.count]
    }
}
