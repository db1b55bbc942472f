public import SAML2

/// How sign-ins that begin here go to the identity providers of a SAML provider, and what a logout there ends.
public struct SignOnRules: Hashable, Sendable {
    /// What a logout at the identity provider ends here.
    public enum LogoutScope: Hashable, Sendable {
        /// Nothing; it is told that nothing was ended.
        case nothing
        /// The console sessions of its subject.
        case consoleSessions
        /// Its credentials as well, and every session that was reached through them.
        case credentials
    }

    /// The name for people who choose where to sign in; nil for what its metadata says.
    public var displayName: String?
    /// The binding that requests go by; nil takes HTTP-Redirect where the identity provider has both.
    public var binding: MessageBinding?
    /// What is asked of answers.
    public var wishes: AuthnRequestWishes
    /// What a logout at the identity provider ends.
    public var logout: LogoutScope

    /// Makes rules; without arguments those that hold for all.
    public init(
        displayName: String? = nil, binding: MessageBinding? = nil, wishes: AuthnRequestWishes = AuthnRequestWishes(),
        logout: LogoutScope = .consoleSessions
    ) {
        self.displayName = displayName
        self.binding = binding
        self.wishes = wishes
        self.logout = logout
    }
}
