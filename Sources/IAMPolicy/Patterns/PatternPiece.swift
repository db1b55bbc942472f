/// The part of a pattern between two asterisks: literal bytes and `?`.
struct PatternPiece: Hashable, Sendable {
    private enum Search: Hashable, Sendable {
        /// Compared at each place: pieces that are never searched for, or so short that it costs nothing.
        case direct
        /// The failure table of Knuth-Morris-Pratt.
        case literal(failures: [Int])
        case automaton(BitAutomaton<UInt8>)
    }

    private static let directSearchLimit = 8

    let tokens: [PatternToken]
    private let search: Search

    init(_ tokens: ArraySlice<PatternToken>, searchable: Bool = true) {
        self.tokens = Array(tokens)
        if !searchable || tokens.count <= Self.directSearchLimit {
            search = .direct
        } else if tokens.contains(.anyCharacter) {
            search = .automaton(BitAutomaton(tokens.map(\.byte)))
        } else {
            search = .literal(failures: Self.failures(of: self.tokens))
        }
    }

    var count: Int { tokens.count }

    /// Whether the piece stands at a place; the caller has made sure that enough bytes follow.
    @inline(__always)
    func matches(_ subject: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
        guard position >= 0, position + tokens.count <= subject.count else { return false }
        for index in 0..<tokens.count {
            let token = tokens[index]
            if token.rawValue != UInt16(subject[position + index]), token != .anyCharacter { return false }
        }
        return true
    }

    /// The first place between two bounds at which the piece stands whole.
    func find(in subject: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int? {
        guard start + tokens.count <= end else { return nil }
        switch search {
        case .direct:
            return (start...(end - tokens.count)).first { matches(subject, at: $0) }
        case .literal(let failures):
            return find(in: subject, from: start, to: end, failures: failures)
        case .automaton(let automaton):
            return automaton.find(in: subject, from: start, to: end)
        }
    }

    private func find(in subject: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, failures: [Int]) -> Int? {
        var matched = 0
        for position in start..<end {
            let unit = UInt16(subject[position])
            while matched > 0, tokens[matched].rawValue != unit { matched = failures[matched - 1] }
            if tokens[matched].rawValue == unit { matched += 1 }
            if matched == tokens.count { return position + 1 - matched }
        }
        return nil
    }

    private static func failures(of tokens: [PatternToken]) -> [Int] {
        var failures = [Int](repeating: 0, count: tokens.count)
        var length = 0
        for index in tokens.indices.dropFirst() {
            while length > 0, tokens[index] != tokens[length] { length = failures[length - 1] }
            if tokens[index] == tokens[length] { length += 1 }
            failures[index] = length
        }
        return failures
    }
}
