import Encodings

/// An ARN of a policy: six patterns, none of which reaches over a colon of the first five.
struct ARNPattern: Hashable, Sendable {
    private enum Segment: Hashable, Sendable {
        case anything
        /// A part of ``text``, to be met literally.
        case exact(start: Int, end: Int)
        /// A part of ``text``, to begin with.
        case prefix(start: Int, end: Int)
        case pattern(TextPattern)
    }

    private enum Form: Hashable, Sendable {
        case segments([Segment], text: [UInt8])
        /// Nothing but one variable, such as `${aws:SourceArn}`.
        case variable(PatternTemplate)
    }

    private let form: Form

    /// Reads a pattern; `nil` when it has too few segments and may not be completed.
    init?(_ text: String, variables: Bool, completingWithWildcards: Bool) {
        let hasVariable = variables && text.withBytes(PatternTemplate.mayHoldVariable)
        let form =
            hasVariable
            ? Self.form(PatternTemplate(text, variables: true, wildcards: true), completingWithWildcards)
            : Self.form(Array(text.utf8), completingWithWildcards)
        guard let form else { return nil }
        self.form = form
    }

    private static func form(_ template: PatternTemplate, _ completes: Bool) -> Form? {
        if template.parts.count == 1, case .variable = template.parts[0] { return .variable(template) }
        let pieces = template.split(at: ASCII.colon, maximumSplits: ARNText.segmentCount - 1)
        let segments = pieces.map { Segment.pattern(TextPattern($0)) }
        return completed(segments, completes).map { .segments($0, text: []) }
    }

    private static func form(_ text: [UInt8], _ completes: Bool) -> Form? {
        var segments: [Segment] = []
        segments.reserveCapacity(ARNText.segmentCount)
        text.withUnsafeBufferPointer { bytes in
            var start = 0
            for index in 0...bytes.count {
                let isEnd = index == bytes.count
                guard isEnd || bytes[index] == ASCII.colon && segments.count < ARNText.segmentCount - 1 else {
                    continue
                }
                segments.append(segment(bytes, start, index))
                start = index + 1
            }
        }
        return completed(segments, completes).map { .segments($0, text: text) }
    }

    private static func segment(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Segment {
        let bytes = UnsafeBufferPointer(rebasing: text[start..<end])
        let wildcard = bytes.firstIndex { $0 == ASCII.asterisk || $0 == ASCII.questionMark }
        guard let wildcard else { return .exact(start: start, end: end) }
        guard wildcard == bytes.count - 1, bytes[wildcard] == ASCII.asterisk else {
            return .pattern(.constant(WildcardPattern(bytes)))
        }
        return wildcard == 0 ? .anything : .prefix(start: start, end: end - 1)
    }

    private static func completed(_ segments: [Segment], _ completes: Bool) -> [Segment]? {
        let missing = ARNText.segmentCount - segments.count
        guard missing > 0 else { return segments }
        return completes && segments.count > 1 ? segments + Array(repeating: .anything, count: missing) : nil
    }

    func matches(_ arn: ARNText, keys: ContextKeys) -> Bool {
        guard arn.isARN else { return false }
        switch form {
        case .variable(let template):
            return template.resolve(keys, longest: arn.text.utf8.count).map { WildcardPattern($0).matches(arn.text) }
                ?? false
        case .segments(let segments, let text):
            return arn.withSegments { subject in
                text.withUnsafeBufferPointer { text in
                    // From the right, because what tells two resources apart mostly stands there.
                    segments.indices.reversed().allSatisfy { index in
                        index < ARNText.segmentCount
                            && Self.matches(segments[index], of: text, subject: subject[index], keys: keys)
                    }
                }
            } == true
        }
    }

    @inline(__always)
    private static func matches(
        _ segment: Segment, of text: UnsafeBufferPointer<UInt8>, subject: UnsafeBufferPointer<UInt8>, keys: ContextKeys
    ) -> Bool {
        switch segment {
        case .anything: return true
        case .exact(let start, let end):
            return ByteComparison.areEqual(UnsafeBufferPointer(rebasing: text[start..<end]), subject)
        case .prefix(let start, let end):
            return ByteComparison.hasPrefix(subject, UnsafeBufferPointer(rebasing: text[start..<end]))
        case .pattern(let pattern): return pattern.matches(subject, keys: keys)
        }
    }

    /// What every ARN that matches has: the account where it is no pattern, and the beginning of the resource part.
    struct Beginning {
        let account: [UInt8]?
        let resource: [UInt8]
    }

    var beginning: Beginning {
        guard case .segments(let segments, let text) = form, segments.count == ARNText.segmentCount else {
            return Beginning(account: nil, resource: [])
        }
        let account: [UInt8]? =
            if case .exact(let start, let end) = segments[4] { Array(text[start..<end]) } else { nil }
        let resource =
            switch segments[5] {
            case .anything: [UInt8]()
            case .exact(let start, let end), .prefix(let start, let end): Array(text[start..<end])
            case .pattern(let pattern): pattern.beginning
            }
        return Beginning(account: account, resource: resource)
    }

    var variables: [PatternTemplate.Variable] {
        switch form {
        case .variable(let template): return template.variables
        case .segments(let segments, _):
            return segments.flatMap { segment -> [PatternTemplate.Variable] in
                if case .pattern(let pattern) = segment { pattern.variables } else { [] }
            }
        }
    }
}
