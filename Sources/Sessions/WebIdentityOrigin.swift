package import Accounts
public import Encodings
public import IAMPolicy

/// Where a session of an OpenID provider's user came from; sessions that are reached through it keep it.
public struct WebIdentityOrigin: Hashable, Sendable {
    /// ARN of the OpenID Connect provider.
    public let providerARN: ARN
    /// The provider's URL without scheme: what the names of its context keys begin with.
    public let issuerName: String
    /// `sub`.
    public let subject: String
    /// The client id that the token was for.
    public let audience: String
    /// `amr`.
    public let methods: [String]
    /// `iat`.
    public let assertedAt: Timestamp

    package init(
        providerARN: ARN, issuerName: String, subject: String, audience: String, methods: [String],
        assertedAt: Timestamp
    ) {
        self.providerARN = providerARN
        self.issuerName = issuerName
        self.subject = subject
        self.audience = audience
        self.methods = methods
        self.assertedAt = assertedAt
    }

    /// The user, as revocations name him: the provider's ARN takes the place of the name qualifier.
    package var revocationTarget: RevocationTarget {
        .subject(nameQualifier: providerARN.description, subject: subject)
    }

    /// The context keys that travel with the user.
    package func add(to keys: inout ContextKeys) {
        keys["aws:FederatedProvider"] = [providerARN.description]
        keys["\(issuerName):sub"] = [subject]
        keys["\(issuerName):aud"] = [audience]
        keys["\(issuerName):amr"] = methods
    }
}
