/// What a statement does when it applies.
public enum PolicyEffect: String, Hashable, Sendable {
    /// Grants.
    case allow = "Allow"
    /// Refuses, whatever else grants.
    case deny = "Deny"
}
