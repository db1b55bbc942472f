/// The part that a policy plays in a decision.
public enum PolicyType: String, Hashable, Sendable, CaseIterable {
    /// Attached to the caller: grants.
    case identity
    /// Attached to the resource, such as a trust policy: grants.
    case resource
    /// Passed when the session was made: limits.
    case session
    /// The caller's permissions boundary: limits.
    case permissionsBoundary = "pb"
    /// A service control policy: limits.
    case serviceControl = "scp"

    /// The type in words.
    var title: String {
        switch self {
        case .identity: "identity policy"
        case .resource: "resource policy"
        case .session: "session policy"
        case .permissionsBoundary: "permissions boundary"
        case .serviceControl: "service control policy"
        }
    }
}
