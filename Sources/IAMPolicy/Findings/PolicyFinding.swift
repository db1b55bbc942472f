import Encodings

/// Something to say about a policy's text.
public struct PolicyFinding: Hashable, Sendable {
    /// How grave it is.
    public enum Severity: String, Hashable, Sendable, CaseIterable {
        /// IAM refuses the policy.
        case error
        /// IAM takes the policy, but it hardly means what it says.
        case warning
    }

    /// How grave it is.
    public let severity: Severity
    /// What kind of finding it is.
    public let code: Code
    /// The text for people; for errors, IAM's own text where it has one.
    public let message: String
    /// What was met in this policy, when the message alone does not tell.
    public let detail: String?
    /// Where it is.
    public let position: SourcePosition

    package init(
        _ code: Code, _ message: String, detail: String? = nil, severity: Severity = .error, at position: SourcePosition
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.detail = detail
        self.position = position
    }

    /// What is no JSON; of a trust policy IAM says so, of all others what it says of other faults in their form.
    init(syntax error: JSONSyntaxError, in text: String, kind: PolicyKind) {
        self.init(
            .syntax, kind == .trust ? Self.invalidJSONMessage : Self.syntaxMessage, detail: error.reason.description,
            at: SourcePosition(offset: error.offset, in: text))
    }

    static let syntaxMessage = "Syntax errors in policy."
    private static let invalidJSONMessage = "This policy contains invalid Json"
}

extension PolicyFinding: CustomStringConvertible {
    /// `line:column: severity: message (detail) [code]`, on one line whatever the policy holds.
    public var description: String {
        let text = message + (detail.map { " (\($0))" } ?? "")
        return "\(position): \(severity.rawValue): \(text.printable(limit: 100_000)) [\(code)]"
    }
}
