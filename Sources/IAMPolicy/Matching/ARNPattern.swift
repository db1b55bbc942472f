/// An ARN of a policy: six patterns, none of which reaches over a colon of the first five.
struct ARNPattern: Hashable, Sendable {
    private let segments: [TextPattern]
    /// A pattern that is nothing but one variable, such as `${aws:SourceArn}`.
    private let whole: PatternTemplate?

    /// Reads a pattern; `nil` when it has too few segments and may not be completed.
    init?(_ template: PatternTemplate, completingWithWildcards: Bool) {
        if template.parts.count == 1, case .variable = template.parts[0] {
            whole = template
            segments = []
            return
        }
        whole = nil
        var pieces = template.split(at: ASCII.colon, maximumSplits: ARNText.segmentCount - 1)
        if pieces.count < ARNText.segmentCount {
            guard completingWithWildcards, pieces.count > 1 else { return nil }
            let any = PatternTemplate(parts: [.tokens([.anySequence])])
            pieces += Array(repeating: any, count: ARNText.segmentCount - pieces.count)
        }
        segments = pieces.map(TextPattern.init)
    }

    func matches(_ arn: ARNText, keys: ContextKeys) -> Bool {
        guard arn.isARN else { return false }
        if let whole {
            guard let tokens = whole.resolve(keys) else { return false }
            return WildcardPattern(tokens).matches(arn.bytes[...])
        }
        for index in segments.indices.reversed() {
            guard arn.withSegment(index, { segments[index].matches($0, keys: keys) }) == true else { return false }
        }
        return true
    }
}

extension ARNPattern {
    var variables: [PatternTemplate.Variable] {
        whole?.variables ?? segments.flatMap(\.variables)
    }
}
