import Encodings

/// A compiled pattern of literal text, `*` and `?`, matched in linear time.
///
/// The text between asterisks is searched from left to right, each piece once: the leftmost place of a piece leaves
/// the most text to the pieces after it, so there is no going back. Pieces are found with Knuth-Morris-Pratt, or with a
/// bit-parallel automaton when they hold `?`.
package struct WildcardPattern: Hashable, Sendable {
    private enum Form: Hashable, Sendable {
        case exact([UInt8])
        case anything
        case prefix([UInt8])
        case suffix([UInt8])
        case single(PatternPiece)
        indirect case pieces(first: PatternPiece, middle: [PatternPiece], last: PatternPiece)
    }

    private let form: Form
    private let hasSingleCharacterWildcard: Bool

    init(_ tokens: [PatternToken]) {
        hasSingleCharacterWildcard = tokens.contains(.anyCharacter)
        form = Self.form(of: tokens)
    }

    /// A pattern without wildcards.
    init(exactly bytes: [UInt8]) {
        self.init(form: .exact(bytes))
    }

    /// Compiles text in which `*` and `?` are wildcards.
    init(_ text: UnsafeBufferPointer<UInt8>) {
        let wildcard = text.firstIndex { $0 == ASCII.asterisk || $0 == ASCII.questionMark }
        guard let wildcard else {
            self.init(exactly: Array(text))
            return
        }
        guard wildcard == text.count - 1, text[wildcard] == ASCII.asterisk else {
            self.init(text.map { PatternToken($0, wildcards: true) })
            return
        }
        self.init(form: wildcard == 0 ? .anything : .prefix(Array(text[0..<wildcard])))
    }

    private init(form: Form) {
        self.form = form
        hasSingleCharacterWildcard = false
    }

    private static func form(of tokens: [PatternToken]) -> Form {
        let pieces = tokens.split(separator: .anySequence, omittingEmptySubsequences: false)
        guard pieces.count > 1, let head = pieces.first, let tail = pieces.last else {
            let bytes = tokens.compactMap(\.byte)
            return bytes.count == tokens.count ? .exact(bytes) : .single(PatternPiece(tokens[...], searchable: false))
        }
        let middle = pieces.dropFirst().dropLast().filter { !$0.isEmpty }
        if middle.isEmpty, tail.isEmpty {
            if head.isEmpty { return .anything }
            let bytes = head.compactMap(\.byte)
            if bytes.count == head.count { return .prefix(bytes) }
        }
        if middle.isEmpty, head.isEmpty {
            let bytes = tail.compactMap(\.byte)
            if bytes.count == tail.count { return .suffix(bytes) }
        }
        return .pieces(
            first: PatternPiece(head, searchable: false), middle: middle.map { PatternPiece($0) },
            last: PatternPiece(tail, searchable: false))
    }

    /// Whether the whole of a text matches.
    func matches(_ subject: UnsafeBufferPointer<UInt8>) -> Bool {
        if hasSingleCharacterWildcard, subject.contains(where: { $0 >= 0x80 }) {
            return ScalarPattern(pieces).matches(subject)
        }
        switch form {
        case .anything:
            return true
        case .exact(let bytes):
            return bytes.withUnsafeBufferPointer { ByteComparison.areEqual($0, subject) }
        case .prefix(let bytes):
            return bytes.withUnsafeBufferPointer { ByteComparison.hasPrefix(subject, $0) }
        case .suffix(let bytes):
            return bytes.withUnsafeBufferPointer { ByteComparison.hasSuffix(subject, $0) }
        case .single(let piece):
            return piece.count == subject.count && piece.matches(subject, at: 0)
        case .pieces(let first, let middle, let last):
            return matches(subject, first: first, middle: middle, last: last)
        }
    }

    /// What every text that matches begins with.
    var beginning: [UInt8] {
        switch form {
        case .exact(let bytes), .prefix(let bytes): bytes
        case .anything, .suffix: []
        case .single(let piece), .pieces(first: let piece, _, _): piece.tokens.literalBeginning
        }
    }

    /// The text between asterisks, for patterns that are more than exact text.
    private var pieces: [[PatternToken]] {
        switch form {
        case .exact, .anything, .prefix, .suffix: []
        case .single(let piece): [piece.tokens]
        case .pieces(let first, let middle, let last): [first.tokens] + middle.map(\.tokens) + [last.tokens]
        }
    }

    private func matches(
        _ subject: UnsafeBufferPointer<UInt8>, first: PatternPiece, middle: [PatternPiece], last: PatternPiece
    ) -> Bool {
        guard first.count + last.count <= subject.count, first.matches(subject, at: 0) else { return false }
        let end = subject.count - last.count
        guard last.matches(subject, at: end) else { return false }
        var position = first.count
        for piece in middle {
            guard let found = piece.find(in: subject, from: position, to: end) else { return false }
            position = found + piece.count
        }
        return true
    }
}
