/// How a check ended.
public enum CheckStatus: String, Sendable, Hashable {
    /// What was seen is what was expected.
    case passed
    /// It is not: the response is refused.
    case failed
    /// It could not be made, because another check failed before or because there is nothing to check.
    case skipped
}

/// One thing that was asked of a response, and the answer.
public struct Check: Sendable, Hashable {
    /// A stable name, for example `conditions.audience`.
    public let name: String
    /// How it ended.
    public let status: CheckStatus
    /// What would have passed.
    public let expected: String
    /// What was seen.
    public let actual: String
    /// The clause that asks for it.
    public let reference: String
    /// What to change at the IdP or in the configuration, when it failed.
    public let hint: String?
    /// Whether it failed because the value is absent or not of its form, so that there was nothing to compare.
    public let isUnreadable: Bool

    /// Makes a check.
    public init(
        name: String, status: CheckStatus, expected: String, actual: String, reference: String, hint: String? = nil,
        isUnreadable: Bool = false
    ) {
        self.name = name
        self.status = status
        self.expected = expected
        self.actual = actual
        self.reference = reference
        self.hint = hint
        self.isUnreadable = isUnreadable
    }
}
