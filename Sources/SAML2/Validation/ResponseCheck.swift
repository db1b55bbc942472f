/// Every check that a `ResponseValidator` makes, in the order in which it makes them.
///
/// The raw value is the stable name.
public enum ResponseCheck: String, Sendable, CaseIterable {
    /// The message is XML within its limits, without DOCTYPE, with unique IDs.
    case wellFormed = "response.well-formed"
    /// The document element is samlp:Response.
    case root = "response.root"
    /// `Version` of the Response is 2.0.
    case version = "response.version"
    /// The Response has an ID.
    case id = "response.id"
    /// `IssueInstant` of the Response is not in the future.
    case responseIssueInstant = "response.issue-instant"
    /// The IdP says Success.
    case status = "response.status"
    /// `Destination` is ours, or absent.
    case destination = "response.destination"
    /// The Response's Issuer is an IdP of the provider.
    case responseIssuer = "response.issuer"
    /// There is one Assertion, encrypted or not, and it is a child of the Response.
    case singleAssertion = "assertion.single"
    /// Each Signature is of the accepted shape and stands where one may.
    case signatureShape = "signature.shape"
    /// Each Signature uses algorithms of the allow-list.
    case signatureAlgorithm = "signature.algorithm"
    /// Each Signature was made by a key of the metadata over what is there now.
    case signatureValid = "signature.valid"
    /// An encrypted Assertion can be decrypted, and is encrypted where it must be.
    case encryption = "assertion.encryption"
    /// The Assertion is inside what a verified Signature covers.
    case signatureCoverage = "signature.coverage"
    /// `Version` of the Assertion is 2.0.
    case assertionVersion = "assertion.version"
    /// The Assertion has an ID.
    case assertionID = "assertion.id"
    /// `IssueInstant` of the Assertion is not in the future.
    case assertionIssueInstant = "assertion.issue-instant"
    /// The Assertion's Issuer is an IdP of the provider, and the Response's.
    case assertionIssuer = "assertion.issuer"
    /// Every value is text alone.
    case values = "assertion.values"
    /// The Subject has a NameID.
    case nameID = "subject.name-id"
    /// There is one SubjectConfirmation, bearer, with data.
    case confirmation = "subject.confirmation"
    /// `Recipient` is ours.
    case recipient = "subject.recipient"
    /// The confirmation has no `NotBefore`.
    case confirmationNotBefore = "subject.not-before"
    /// The confirmation's `NotOnOrAfter` has not passed.
    case confirmationNotOnOrAfter = "subject.not-on-or-after"
    /// `InResponseTo` is what the configuration allows.
    case inResponseTo = "subject.in-response-to"
    /// There are Conditions.
    case conditionsPresent = "conditions.present"
    /// Every condition is understood.
    case conditionsKnown = "conditions.known"
    /// The Conditions' `NotBefore` has come.
    case conditionsNotBefore = "conditions.not-before"
    /// The Conditions' `NotOnOrAfter` has not passed.
    case conditionsNotOnOrAfter = "conditions.not-on-or-after"
    /// Every AudienceRestriction names us.
    case audience = "conditions.audience"
    /// There is an AuthnStatement.
    case authnStatement = "authn.statement"
    /// The person has signed in as the provider asks for.
    case authnContext = "authn.context"
    /// The person has signed in anew, where the request asked for it.
    case authnInstant = "authn.instant"
    /// `SessionNotOnOrAfter` has not passed.
    case sessionNotOnOrAfter = "authn.session-not-on-or-after"

    /// The clause that asks for the check.
    public var reference: String {
        switch self {
        case .wellFormed: "XML 1.0 section 2.1; SAML core 1.3.4"
        case .root: "SAML core 3.3.3; profiles 4.1.4.2"
        case .version, .responseIssueInstant: "SAML core 3.2.2"
        case .id: "SAML core 3.2.2, 1.3.4"
        case .status: "SAML core 3.2.2.1"
        case .destination: "SAML core 3.2.2; bindings 3.5.5.2"
        case .responseIssuer, .singleAssertion, .assertionIssuer, .confirmation, .confirmationNotBefore,
            .conditionsPresent, .authnStatement:
            "SAML profiles 4.1.4.2"
        case .signatureShape: "SAML core 5.4"
        case .signatureAlgorithm: "SAML core 5.4.2; RFC 9231"
        case .signatureValid: "SAML profiles 4.1.4.3; xmldsig-core 3.2"
        case .encryption: "SAML core 6.1; xmlenc-core1 4.4"
        case .signatureCoverage: "SAML profiles 4.1.3.5"
        case .assertionVersion, .assertionIssueInstant: "SAML core 2.3.3"
        case .assertionID: "SAML core 2.3.3, 1.3.4"
        case .values: "SAML core 1.3.1"
        case .nameID: "SAML core 2.4.1"
        case .recipient, .confirmationNotOnOrAfter, .inResponseTo: "SAML profiles 4.1.4.3"
        case .conditionsKnown: "SAML core 2.5.1.1"
        case .conditionsNotBefore, .conditionsNotOnOrAfter: "SAML core 2.5.1.2"
        case .audience: "SAML core 2.5.1.4"
        case .authnContext: "SAML core 3.3.2.2.1, 2.7.2.2"
        case .authnInstant: "SAML core 3.4.1, 2.7.2"
        case .sessionNotOnOrAfter: "SAML core 2.7.2"
        }
    }

    /// What to look at when the check fails.
    public var hint: String {
        switch self {
        case .wellFormed:
            "Post the SAMLResponse field as the IdP made it: base64 of one XML document, not changed on the way."
        case .root: "Send a SAML 2.0 Response by HTTP POST, not a bare Assertion, a LogoutResponse or WS-Federation."
        case .version, .assertionVersion: "Configure the IdP for SAML 2.0."
        case .id, .assertionID: "Every Response and Assertion needs an ID of its own."
        case .responseIssueInstant, .assertionIssueInstant, .conditionsNotBefore:
            "Set the IdP's clock (NTP), or raise the clock skew a little."
        case .status: "The IdP did not sign the user in; its log has the reason."
        case .destination:
            "Set the assertion consumer service URL at the IdP to one of the expected ones, to the letter."
        case .responseIssuer, .assertionIssuer:
            "Register the IdP's current metadata; its entityID must be the Issuer, to the letter."
        case .singleAssertion: "Let the IdP send one Assertion per Response."
        case .signatureShape:
            "The Signature is unusual or was moved; let the IdP sign Assertion or Response as a whole, enveloped."
        case .signatureAlgorithm: "Let the IdP sign with RSA-SHA256 or stronger, digest SHA-256."
        case .signatureValid:
            "If the IdP changed its signing key, register its new metadata. Otherwise the response was altered on its way."
        case .encryption: "Give the service provider's certificate to the IdP again, and use AES-GCM with RSA-OAEP."
        case .signatureCoverage: "Let the IdP sign the Assertion, or the Response."
        case .values: "A value is cut in two by a comment or holds markup; nothing that an IdP should send."
        case .nameID: "Let the IdP send a NameID in the Subject."
        case .confirmation: "Let the IdP send one bearer SubjectConfirmation with Recipient and NotOnOrAfter."
        case .recipient:
            "Set the assertion consumer service URL (Recipient) at the IdP to one of the expected ones, to the letter."
        case .confirmationNotBefore: "A bearer confirmation must not carry NotBefore."
        case .confirmationNotOnOrAfter, .conditionsNotOnOrAfter: "Sign in again; if this is quick, compare the clocks."
        case .inResponseTo:
            "Start again, in the browser that the answer is for: at the IdP, or at /login where the rule is required."
        case .conditionsPresent: "Let the IdP send Conditions with an AudienceRestriction."
        case .conditionsKnown: "The IdP sends a condition that is not understood, which makes the assertion invalid."
        case .audience: "Set the audience (SP entity ID) at the IdP to one of the expected ones."
        case .authnStatement: "Let the IdP send an AuthnStatement."
        case .authnContext:
            "Sign in as the provider asks for, with a second factor where it is one; or let signIn.authnContext name what the IdP says."
        case .authnInstant:
            "The IdP let an old sign-in count though it was asked for a new one; let it honour ForceAuthn."
        case .sessionNotOnOrAfter: "The session at the IdP is over; sign in again."
        }
    }
}
