/// Statements by the text that something of a request has to begin with.
///
/// The texts are in byte order, and each knows the longest other one that it begins with. All that a request's text begins
/// with are then one chain, which ends at the last text that is not behind it.
struct PrefixTable: Sendable {
    private struct Entry {
        let start: Int
        let end: Int
        /// The place of the longest entry that this one begins with; -1 when there is none.
        let parent: Int
        /// Where its statements stand in ``statements``.
        let first: Int
        var last: Int
        /// How many statements the chain has from here on.
        var chainCount = 0
    }

    private var bytes: [UInt8] = []
    private var entries: [Entry] = []
    private var statements: [Int] = []

    /// Takes texts and the statements that have them, several of them or the same one more than once.
    init(_ texts: [(text: [UInt8], statement: Int)]) {
        let sorted = texts.sorted { left, right in
            left.text == right.text
                ? left.statement < right.statement : left.text.lexicographicallyPrecedes(right.text)
        }
        for (text, statement) in sorted {
            if let last = entries.last, bytes[last.start..<last.end].elementsEqual(text) {
                if statements.last != statement { statements.append(statement) }
                entries[entries.count - 1].last = statements.count
                continue
            }
            let entry = Entry(
                start: bytes.count, end: bytes.count + text.count, parent: parent(of: text), first: statements.count,
                last: statements.count + 1)
            bytes += text
            statements.append(statement)
            entries.append(entry)
        }
        for index in entries.indices {
            let entry = entries[index]
            let above = entry.parent >= 0 ? entries[entry.parent].chainCount : 0
            entries[index].chainCount = above + entry.last - entry.first
        }
    }

    /// The longest entry that the next text in order begins with.
    private func parent(of text: [UInt8]) -> Int {
        var place = entries.count - 1
        while place >= 0, !text.starts(with: bytes[entries[place].start..<entries[place].end]) {
            place = entries[place].parent
        }
        return place
    }

    /// The end of the chain of what a text begins with; -1 when it begins with nothing of this.
    func chain(for text: UnsafeBufferPointer<UInt8>) -> Int {
        bytes.withUnsafeBufferPointer { bytes in
            var low = 0
            var high = entries.count
            while low < high {
                let middle = (low + high) / 2
                let entry = entries[middle]
                let key = UnsafeBufferPointer(rebasing: bytes[entry.start..<entry.end])
                if ByteComparison.isOrdered(key, text) { low = middle + 1 } else { high = middle }
            }
            var place = low - 1
            while place >= 0 {
                let entry = entries[place]
                if ByteComparison.hasPrefix(text, UnsafeBufferPointer(rebasing: bytes[entry.start..<entry.end])) {
                    return place
                }
                place = entry.parent
            }
            return -1
        }
    }

    /// How many statements a chain has, those counted twice that stand in two of its entries.
    func count(ofChain chain: Int) -> Int { chain >= 0 ? entries[chain].chainCount : 0 }

    /// Adds the statements of a chain, in no order.
    func append(chain: Int, to collected: inout [Int]) {
        var place = chain
        while place >= 0 {
            let entry = entries[place]
            collected += statements[entry.first..<entry.last]
            place = entry.parent
        }
    }
}
