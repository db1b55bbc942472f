public import Foundation

/// The outcome of validating one response: a `ValidatedAssertion`, or a refusal; the checks; and what was seen.
///
/// A class, since it is handed on through many steps and copying some thirty texts at each costs as much as reading them.
public final class ResponseValidation: Sendable {
    /// The checks in order: all of them when the options say so, else the failed ones.
    public let checks: [Check]
    /// The assertion, or why there is none.
    public let outcome: Result<ValidatedAssertion, ResponseRefusal>
    /// What the response says, unverified, for people to read; nil when it is not a Response at all.
    public let observed: ObservedResponse?

    package init(checks: [Check], outcome: Result<ValidatedAssertion, ResponseRefusal>, observed: ObservedResponse?) {
        self.checks = checks
        self.outcome = outcome
        self.observed = observed
    }
}

/// Why a response was refused.
public struct ResponseRefusal: Error, Sendable {
    /// The failed checks in order; at least one.
    public let failures: [Check]

    package init(failures: [Check]) { self.failures = failures }
}

/// What a Response says, whether or not anybody vouches for it.
///
/// For showing, never for deciding.
public struct ObservedResponse: Sendable {
    /// `ID`.
    public internal(set) var id: String?
    /// `Version`.
    public internal(set) var version: String?
    /// `IssueInstant`.
    public internal(set) var issueInstant: Date?
    /// The `IssueInstant`, when it can't be read.
    public internal(set) var malformed: [MalformedInstant] = []
    /// `Destination`.
    public internal(set) var destination: String?
    /// `InResponseTo`.
    public internal(set) var inResponseTo: String?
    /// `Issuer`.
    public internal(set) var issuer: String?
    /// `Issuer/@Format`.
    public internal(set) var issuerFormat: String?
    /// Values of the StatusCode and the ones nested in it, outermost first.
    public internal(set) var statusCodes: [String] = []
    /// StatusMessage.
    public internal(set) var statusMessage: String?
    /// Whether the assertion came encrypted.
    public internal(set) var isEncrypted = false
    /// Signature algorithm of each Signature that was read, with the element that it signs.
    public internal(set) var signatures: [String] = []
    /// The assertion; nil when there is none that can be read.
    public internal(set) var assertion: ObservedAssertion?
}
