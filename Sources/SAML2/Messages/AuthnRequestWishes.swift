/// What is asked of an answer to an AuthnRequest.
public struct AuthnRequestWishes: Sendable, Hashable {
    /// `Format` of the NameIDPolicy: the kind of identifier; nil leaves it to the IdP.
    public var nameIDFormat: String?
    /// `ForceAuthn`: the user shows who it is, also when the IdP knows already.
    public var forcesAuthentication: Bool
    /// How the user shall have signed in; nil leaves it to the IdP.
    public var authnContext: RequestedAuthnContext?

    /// Asks for nothing in particular unless said.
    public init(
        nameIDFormat: String? = nil, forcesAuthentication: Bool = false, authnContext: RequestedAuthnContext? = nil
    ) {
        self.nameIDFormat = nameIDFormat
        self.forcesAuthentication = forcesAuthentication
        self.authnContext = authnContext
    }
}
