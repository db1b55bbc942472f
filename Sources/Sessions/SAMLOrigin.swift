public import Encodings
public import IAMPolicy

/// Where a session of a federated user came from; sessions that are reached through it keep it.
public struct SAMLOrigin: Hashable, Sendable {
    /// The federated user.
    public let subject: SAMLSubject
    /// ARN of the SAML provider.
    public let providerARN: ARN
    /// IssueInstant of the assertion.
    public let assertedAt: Timestamp
    /// SessionNotOnOrAfter of the identity provider, beyond which no console session goes.
    public let sessionNotOnOrAfter: Timestamp?
    /// What the identity provider said of the user, for revocations.
    public package(set) var claims: ClaimMarks
    /// What it said that web identity tokens may say.
    public package(set) var attributes: KeptAttributes

    package init(
        subject: SAMLSubject, providerARN: ARN, assertedAt: Timestamp, sessionNotOnOrAfter: Timestamp?,
        claims: ClaimMarks, attributes: KeptAttributes = KeptAttributes()
    ) {
        self.subject = subject
        self.providerARN = providerARN
        self.assertedAt = assertedAt
        self.sessionNotOnOrAfter = sessionNotOnOrAfter
        self.claims = claims
        self.attributes = attributes
    }
}
