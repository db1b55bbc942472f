/// The slow twin of ``WildcardPattern`` for texts outside ASCII, where `?` stands for a character of several bytes.
struct ScalarPattern {
    private let pieces: [[Unicode.Scalar?]]

    /// Takes the pieces between asterisks.
    init(_ pieces: [[PatternToken]]) {
        self.pieces = pieces.map { piece in
            piece.split(separator: .anyCharacter, omittingEmptySubsequences: false)
                .map { String(decoding: $0.compactMap(\.byte), as: UTF8.self).unicodeScalars.map(Optional.some) }
                .joined(separator: [nil])
                .map { $0 }
        }
    }

    func matches(_ subject: UnsafeBufferPointer<UInt8>) -> Bool {
        let scalars = Array(String(decoding: subject, as: UTF8.self).unicodeScalars)
        return scalars.withUnsafeBufferPointer { matches($0) }
    }

    private func matches(_ subject: UnsafeBufferPointer<Unicode.Scalar>) -> Bool {
        guard pieces.count > 1, let first = pieces.first, let last = pieces.last else {
            return pieces[0].count == subject.count && Self.stands(pieces[0], in: subject, at: 0)
        }
        let end = subject.count - last.count
        guard first.count <= end, Self.stands(first, in: subject, at: 0), Self.stands(last, in: subject, at: end)
        else { return false }
        var position = first.count
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard piece.count <= end - position,
                let found = BitAutomaton(piece).find(in: subject, from: position, to: end)
            else { return false }
            position = found + piece.count
        }
        return true
    }

    private static func stands(
        _ piece: [Unicode.Scalar?], in subject: UnsafeBufferPointer<Unicode.Scalar>, at position: Int
    ) -> Bool {
        piece.indices.allSatisfy { piece[$0] == nil || piece[$0] == subject[position + $0] }
    }
}
