/// Finds a piece of text with single-character wildcards: one bit of state for each unit of the piece, 64 at a step.
struct BitAutomaton<Unit: Hashable & Sendable>: Hashable, Sendable {
    private let length: Int
    private let wordCount: Int
    private let wildcardMask: [UInt64]
    private let masks: [Unit: [UInt64]]

    /// Takes the units of the piece, `nil` for "any one".
    init(_ units: [Unit?]) {
        let wordCount = max(1, (units.count + 63) / 64)
        var wildcardMask = [UInt64](repeating: 0, count: wordCount)
        for (index, unit) in units.enumerated() where unit == nil {
            wildcardMask[index / 64] |= 1 << UInt64(index % 64)
        }
        var masks: [Unit: [UInt64]] = [:]
        for (index, unit) in units.enumerated() {
            guard let unit else { continue }
            masks[unit, default: wildcardMask][index / 64] |= 1 << UInt64(index % 64)
        }
        length = units.count
        self.wordCount = wordCount
        self.wildcardMask = wildcardMask
        self.masks = masks
    }

    /// The first place between two bounds at which the piece stands whole.
    func find(in subject: UnsafeBufferPointer<Unit>, from start: Int, to end: Int) -> Int? {
        guard length > 0 else { return start }
        var state = [UInt64](repeating: 0, count: wordCount)
        let accepting: UInt64 = 1 << UInt64((length - 1) % 64)
        for position in start..<end {
            let mask = masks[subject[position]] ?? wildcardMask
            var carry: UInt64 = 1
            for word in 0..<wordCount {
                let next = state[word] >> 63
                state[word] = (state[word] << 1 | carry) & mask[word]
                carry = next
            }
            if state[wordCount - 1] & accepting != 0 { return position + 1 - length }
        }
        return nil
    }
}
