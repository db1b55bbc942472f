/// What a policy is for, which decides about the elements it may have and how long it may be.
public enum PolicyKind: String, Hashable, Sendable, CaseIterable {
    /// A role's trust policy.
    case trust
    /// A managed policy.
    case managed
    /// A policy embedded in a role.
    case inlineRole
    /// A policy embedded in a user.
    case inlineUser
    /// A policy embedded in a group.
    case inlineGroup
    /// A policy of a resource, such as a bucket or a key.
    case resource
    /// A policy that is passed when a session is made.
    case session
    /// A managed policy as the permissions boundary of a user or role.
    case permissionsBoundary
    /// A service control policy of AWS Organizations.
    case serviceControl

    /// The largest size in characters that IAM accepts by default (user guide, "Limitations on IAM Entities").
    ///
    /// White space does not count, except in session policies. For inline policies it is the sum over all of an entity's.
    public var sizeLimit: Int {
        switch self {
        case .trust, .inlineUser, .session: 2_048
        case .inlineGroup, .serviceControl: 5_120
        case .managed, .permissionsBoundary: 6_144
        case .inlineRole: 10_240
        case .resource: 20_480
        }
    }

    /// Whether statements name principals.
    public var hasPrincipals: Bool {
        self == .trust || self == .resource
    }

    /// Whether statements name resources.
    public var hasResources: Bool {
        self != .trust
    }
}
