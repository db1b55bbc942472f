import Encodings

/// One unit of a pattern: a byte to be met literally, or a wildcard.
///
/// Values up to 255 are literal bytes, so that `${*}` can put a literal asterisk next to a wildcard.
struct PatternToken: Hashable, Sendable {
    let rawValue: UInt16

    /// Any number of characters.
    static let anySequence = PatternToken(rawValue: 256)
    /// Exactly one character.
    static let anyCharacter = PatternToken(rawValue: 257)

    static func literal(_ byte: UInt8) -> PatternToken {
        PatternToken(rawValue: UInt16(byte))
    }

    /// A byte of a pattern's text.
    init(_ byte: UInt8, wildcards: Bool) {
        switch byte {
        case ASCII.asterisk where wildcards: self = .anySequence
        case ASCII.questionMark where wildcards: self = .anyCharacter
        default: self = .literal(byte)
        }
    }

    /// The byte of a literal, `nil` for wildcards.
    var byte: UInt8? {
        UInt8(exactly: rawValue)
    }

    private init(rawValue: UInt16) {
        self.rawValue = rawValue
    }
}

extension [PatternToken] {
    /// The bytes in front of the first wildcard.
    var literalBeginning: [UInt8] { prefix { $0.byte != nil }.compactMap(\.byte) }
}
