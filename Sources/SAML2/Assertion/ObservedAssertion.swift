public import Foundation

/// What an assertion says, as far as it could be read, whether or not anybody vouches for it.
///
/// For showing to people. Decisions take a `ValidatedAssertion`, which only `ResponseValidator` makes.
public struct ObservedAssertion: Sendable {
    /// `ID`.
    public internal(set) var id: String?
    /// `Version`.
    public internal(set) var version: String?
    /// `IssueInstant`.
    public internal(set) var issueInstant: Date?
    /// `Issuer`, the entityID of the IdP.
    public internal(set) var issuer: String?
    /// `Issuer/@Format`.
    public internal(set) var issuerFormat: String?
    /// `Subject/NameID`, decrypted where it came as EncryptedID.
    public internal(set) var subject: NameID?
    /// Every `SubjectConfirmation`.
    public internal(set) var confirmations: [SubjectConfirmation] = []
    /// `Conditions`; nil when there is none.
    public internal(set) var conditions: Conditions?
    /// Every `AuthnStatement`.
    public internal(set) var authnStatements: [AuthnStatement] = []
    /// Every `Attribute` of every `AttributeStatement`, in document order.
    public internal(set) var attributes: [SAMLAttribute] = []
    /// The `IssueInstant`, when it can't be read.
    public internal(set) var malformed: [MalformedInstant] = []

    /// How the subject proves to be the bearer (SAML core, section 2.4.1.1).
    public struct SubjectConfirmation: Sendable, Hashable {
        /// `Method`.
        public internal(set) var method: String?
        /// Whether there is a SubjectConfirmationData.
        public internal(set) var hasData = false
        /// `Recipient`, the URL that the assertion may be posted to.
        public internal(set) var recipient: String?
        /// `NotBefore`, which a bearer confirmation must not have.
        public internal(set) var notBefore: String?
        /// `NotOnOrAfter`.
        public internal(set) var notOnOrAfter: Date?
        /// `InResponseTo`, the ID of the request that is answered.
        public internal(set) var inResponseTo: String?
        /// Time attributes that can't be read.
        public internal(set) var malformed: [MalformedInstant] = []
    }

    /// When, for whom and how often the assertion holds (SAML core, section 2.5.1).
    public struct Conditions: Sendable, Hashable {
        /// `NotBefore`.
        public internal(set) var notBefore: Date?
        /// `NotOnOrAfter`.
        public internal(set) var notOnOrAfter: Date?
        /// The audiences of each AudienceRestriction: one of each list must be us.
        public internal(set) var audienceRestrictions: [[String]] = []
        /// Number of OneTimeUse elements.
        public internal(set) var oneTimeUse = 0
        /// Number of ProxyRestriction elements; Sallyport passes assertions on to nobody.
        public internal(set) var proxyRestrictions = 0
        /// Names of conditions that are not known.
        public internal(set) var unknown: [String] = []
        /// Time attributes that can't be read.
        public internal(set) var malformed: [MalformedInstant] = []
    }

    /// When and how the subject signed in (SAML core, section 2.7.2).
    public struct AuthnStatement: Sendable, Hashable {
        /// `AuthnInstant`.
        public internal(set) var authnInstant: Date?
        /// `SessionNotOnOrAfter`, the latest end of a session that rests on this sign-in.
        public internal(set) var sessionNotOnOrAfter: Date?
        /// `SessionIndex`.
        public internal(set) var sessionIndex: String?
        /// `AuthnContext/AuthnContextClassRef`.
        public internal(set) var authnContextClassRef: String?
        /// Time attributes that can't be read.
        public internal(set) var malformed: [MalformedInstant] = []
    }
}
