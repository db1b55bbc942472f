public import SAML2

/// How responses for one SAML provider are checked, where that differs from what holds for all.
public struct ProviderRules: Hashable, Sendable {
    /// Keys for encrypted assertions; at most two.
    public var decryptionKeys: [DecryptionKey]
    /// Refuses assertions that are not encrypted.
    public var requiresEncryption: Bool
    /// Which responses are welcome at the sign-in page with regard to requests; nil for what holds for all.
    public var inResponseTo: ValidationOptions.InResponseTo?
    /// How people have to have signed in; nil takes any way.
    public var authnContext: RequestedAuthnContext?
    /// Refuses answers to requests by a sign-in that is older than the request.
    public var forcesAuthentication = false
    /// Accepts SHA-1 signatures of this provider.
    public var insecureAllowSHA1 = false
    /// Accepts CBC without an outer signature.
    public var insecureAllowUnsignedCBC = false
    /// Accepts RSA 1.5 and 3DES.
    public var insecureAllowRSA15AndTripleDES = false

    /// Makes rules; without arguments those that hold for all.
    public init(
        decryptionKeys: [DecryptionKey] = [], requiresEncryption: Bool = false,
        inResponseTo: ValidationOptions.InResponseTo? = nil
    ) {
        self.decryptionKeys = decryptionKeys
        self.requiresEncryption = requiresEncryption
        self.inResponseTo = inResponseTo
    }
}
