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

    /// How many characters have to be put in, taken out or exchanged.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (line, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for (column, other) in right.enumerated() {
                let replaced = diagonal + (byte == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}
