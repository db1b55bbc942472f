/// Finds a piece of text with single-character wildcards: one bit of state for each unit of the piece, 64 at a step.
///
/// A unit that stands in more places than the state has words keeps a mask; of a rarer one the places are kept, so that a
/// piece of many different units takes no more room than a few times its own.
struct BitAutomaton<Unit: Hashable & Sendable>: Hashable, Sendable {
    private let length: Int
    private let wordCount: Int
    private let wildcardMask: [UInt64]
    private let masks: [Unit: [UInt64]]
    private let places: [Unit: [Int]]

    /// Takes the units of the piece, `nil` for "any one".
    init(_ units: [Unit?]) {
        let wordCount = max(1, (units.count + 63) / 64)
        var wildcardMask = [UInt64](repeating: 0, count: wordCount)
        for (index, unit) in units.enumerated() where unit == nil { wildcardMask.setBit(index) }
        var places: [Unit: [Int]] = [:]
        for (index, unit) in units.enumerated() {
            if let unit { places[unit, default: []].append(index) }
        }
        masks = places.filter { $1.count > wordCount }.mapValues { places in
            places.reduce(into: wildcardMask) { $0.setBit($1) }
        }
        self.places = places.filter { $1.count <= wordCount }
        length = units.count
        self.wordCount = wordCount
        self.wildcardMask = wildcardMask
    }

    /// The first place between two bounds at which the piece stands whole.
    func find(in subject: UnsafeBufferPointer<Unit>, from start: Int, to end: Int) -> Int? {
        guard length > 0 else { return start }
        var state = [UInt64](repeating: 0, count: wordCount)
        var shifted = state
        for position in start..<end {
            let unit = subject[position]
            let mask = masks[unit] ?? wildcardMask
            var carry: UInt64 = 1
            for word in 0..<wordCount {
                shifted[word] = state[word] << 1 | carry
                carry = state[word] >> 63
                state[word] = shifted[word] & mask[word]
            }
            for place in places[unit] ?? [] where shifted.hasBit(place) { state.setBit(place) }
            if state.hasBit(length - 1) { return position + 1 - length }
        }
        return nil
    }
}

extension [UInt64] {
    fileprivate func hasBit(_ index: Int) -> Bool { self[index / 64] & (1 << UInt64(index % 64)) != 0 }

    fileprivate mutating func setBit(_ index: Int) { self[index / 64] |= 1 << UInt64(index % 64) }
}
