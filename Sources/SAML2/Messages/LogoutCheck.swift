import Encodings

/// Every check that a `LogoutValidator` makes, in the order in which it makes them; the first that fails ends it.
///
/// The raw value is the stable name.
public enum LogoutCheck: String, Sendable, CaseIterable {
    /// The message is XML within its limits, without DOCTYPE, with unique IDs.
    case wellFormed = "logout.well-formed"
    /// The document element is samlp:LogoutRequest or samlp:LogoutResponse, as the parameter says.
    case root = "logout.root"
    /// There is no Assertion, no Response and no other message inside.
    case nothingInside = "logout.nothing-inside"
    /// The Issuer is an IdP of a provider, whose metadata is valid.
    case issuer = "logout.issuer"
    /// The message is signed by a key of the issuer's metadata, as its binding has it.
    case signature = "logout.signature"
    /// `Version` is 2.0.
    case version = "logout.version"
    /// There is an ID.
    case id = "logout.id"
    /// `IssueInstant` is not in the future, and at most five minutes old.
    case issueInstant = "logout.issue-instant"
    /// `Destination` is ours.
    case destination = "logout.destination"
    /// A request names one subject.
    case nameID = "logout.name-id"
    /// `NotOnOrAfter` of a request has not passed.
    case notOnOrAfter = "logout.not-on-or-after"
    /// An answer has the ID of a request of this browser's, to this IdP.
    case inResponseTo = "logout.in-response-to"
    /// An answer has a status.
    case status = "logout.status"

    /// The clause that asks for the check.
    public var reference: String {
        switch self {
        case .wellFormed: "XML 1.0 section 2.1; SAML core 1.3.4"
        case .root: "SAML core 3.7.1, 3.7.2"
        case .nothingInside: "SAML core 3.7.1, 3.7.2, 5.4"
        case .issuer: "SAML profiles 4.4.4.1, 4.4.4.2"
        case .signature: "SAML profiles 4.4.4.1; bindings 3.4.4.1, 3.5.4"
        case .version, .id, .issueInstant: "SAML core 3.2.1, 3.2.2"
        case .destination: "SAML bindings 3.4.5.2, 3.5.5.2"
        case .nameID, .notOnOrAfter: "SAML core 3.7.1"
        case .inResponseTo, .status: "SAML core 3.2.2"
        }
    }

    /// What to look at when the check fails.
    public var hint: String {
        switch self {
        case .wellFormed, .root: "Send a SAML 2.0 LogoutRequest or LogoutResponse, unchanged on its way."
        case .nothingInside: "A logout message holds no assertion; nothing that an IdP should send."
        case .issuer: "Register the IdP's current metadata; its entityID must be the Issuer, to the letter."
        case .signature: "Let the IdP sign logout messages with RSA-SHA256 or stronger and a key of its metadata."
        case .version: "Configure the IdP for SAML 2.0."
        case .id: "Every message needs an ID of its own."
        case .issueInstant, .notOnOrAfter: "Sign out again; if this is quick, compare the clocks."
        case .destination: "Set the single logout URL at the IdP to the expected one, to the letter."
        case .nameID: "Let the IdP name the subject as it does in assertions."
        case .inResponseTo: "Sign out again, in the same browser."
        case .status: "The IdP's answer is not one; its log has the reason."
        }
    }
}

/// Why a logout message is refused.
public struct LogoutRefusal: Error, Sendable {
    /// The check that failed.
    public let check: Check

    init(_ check: LogoutCheck, expected: String, actual: String) {
        self.check = Check(
            name: check.rawValue, status: .failed, expected: expected, actual: actual.printable,
            reference: check.reference, hint: check.hint)
    }
}
