/// A text that is compared without regard to case.
struct FoldedText: Hashable, Sendable {
    let template: PatternTemplate
    private let constant: [UInt8]?

    init(_ template: PatternTemplate) {
        self.template = template
        constant = template.constantTokens.map(Self.fold)
    }

    func matches(_ folded: [UInt8], keys: ContextKeys) -> Bool {
        if let constant { return constant == folded }
        // Lower case may be shorter: a scalar has four bytes at most, and one at least.
        return template.resolve(keys, longest: folded.count * 4).map { Self.fold($0) == folded } ?? false
    }

    private static func fold(_ tokens: [PatternToken]) -> [UInt8] {
        CaseFolding.fold(String(decoding: tokens.compactMap(\.byte), as: UTF8.self))
    }
}
