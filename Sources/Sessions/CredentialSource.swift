/// How credentials came to be, as far as it decides whether they may sign in to the console.
public enum CredentialSource: Hashable, Sendable {
    /// Access keys of a user or of an account's root.
    case longTerm
    /// A role's session, reached through another role's session or not.
    case assumedRole(isChained: Bool)
    /// GetFederationToken.
    case federationToken
    /// GetSessionToken.
    case sessionToken
}

extension Session {
    /// How the session's credentials came to be.
    public var credentialSource: CredentialSource {
        switch kind {
        case .assumeRoleWithSAML, .assumeRole, .assumeRoleWithWebIdentity: .assumedRole(isChained: isChained)
        case .federationToken: .federationToken
        case .sessionToken: .sessionToken
        }
    }
}
