/// The few texts that come nearest to one that somebody typed and that is not there.
package struct NearestTexts {
    private static let most = 3
    /// Longer ones are not typed by hand, and comparing them takes the product of the lengths.
    private static let longest = 256
    /// A text that holds the other comes behind one that is a slip of the finger away.
    private static let ofPart = 2
    /// Texts that are told apart at most.
    private static let capacity = 100_000

    private let wanted: [Unicode.Scalar]
    private var best: [(distance: Int, text: String)] = []
    private var seen: Set<String> = []

    package init(to text: String) { wanted = Array(text.lowercased().unicodeScalars.prefix(Self.longest)) }

    /// The nearest of a few.
    package static func texts(to wanted: String, among texts: some Sequence<String>) -> [String] {
        var nearest = NearestTexts(to: wanted)
        for text in texts { nearest.offer(text) }
        return nearest.texts
    }

    /// Nearest first.
    package var texts: [String] { best.map(\.text) }

    package mutating func offer(_ text: String) {
        guard text.utf8.count <= Self.longest, seen.count < Self.capacity, seen.insert(text).inserted else { return }
        let other = Array(text.lowercased().unicodeScalars)
        let isPart = wanted.count > 2 && other.count > 2 && (Self.holds(wanted, other) || Self.holds(other, wanted))
        let distance = min(Self.distance(wanted, other), isPart ? Self.ofPart : .max)
        guard distance <= max(2, wanted.count / 3) else { return }
        let place = best.firstIndex { distance < $0.distance } ?? best.endIndex
        best.insert((distance, text), at: place)
        if best.count > Self.most { best.removeLast() }
    }

    private static func holds(_ text: [Unicode.Scalar], _ part: [Unicode.Scalar]) -> Bool {
        text.firstRange(of: part) != nil
    }

    /// How many characters have to be put in, taken out or exchanged.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var row = Array(0...right.count)
        for (line, scalar) in left.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for (column, other) in right.enumerated() {
                let replaced = diagonal + (scalar == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}
