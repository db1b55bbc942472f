import Encodings

/// What one value of `Resource` or `NotResource` says of ARNs, in parts, for those who reason about all requests at once.
package enum ResourceShape: Hashable, Sendable {
    /// Every resource, whether it is an ARN or not.
    case anything
    /// No resource.
    case nothing
    /// A pattern with wildcards for each of the six parts of an ARN.
    case parts([String])
    /// It depends on values of condition keys.
    case variable

    /// Reads a value of a policy, in whose version there are variables or not.
    package init(_ text: String, variablesEnabled: Bool) {
        if text == "*" {
            self = .anything
        } else if ResourcePattern.hasPatternForType(text) {
            self = .nothing
        } else if variablesEnabled, text.withBytes(PatternTemplate.mayHoldVariable) {
            self = .variable
        } else {
            let parts = text.pieces(separatedBy: ASCII.colon, maxSplits: ARNText.segmentCount - 1).map(String.init)
            let missing = max(ARNText.segmentCount - parts.count, 0)
            self = parts.count > 1 ? .parts(parts + Array(repeating: "*", count: missing)) : .nothing
        }
    }
}
