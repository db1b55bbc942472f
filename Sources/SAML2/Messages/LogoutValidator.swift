import Encodings
public import Foundation
import XMLSecurity

/// Decides whether a logout message is genuine, meant for us,
/// and of now (SAML core, section 3.7; profiles, section 4.4).
///
/// Nothing is read but from the element whose signature was verified with a key of the metadata,
/// or from the message that the
/// signature of its query covers.
public struct LogoutValidator: Sendable {
    /// URLs of our single logout service, compared to the letter with Destination.
    public var endpoints: [String]
    /// Seconds that clocks may differ.
    public var clockSkew: Double
    /// Keys for an EncryptedID; the first that fits is used.
    public var decryptionKeys: [DecryptionKey]
    /// Accepts SHA-1 signatures.
    public var insecureAllowSHA1: Bool

    /// Seconds after its IssueInstant in which a message is taken.
    public static let lifetime: Double = 300
    /// SessionIndex elements of a request at most.
    private static let mostIndexes = 64

    /// Makes a validator.
    public init(
        endpoints: [String], clockSkew: Double = 60, decryptionKeys: [DecryptionKey] = [],
        insecureAllowSHA1: Bool = false
    ) {
        self.endpoints = endpoints
        self.clockSkew = clockSkew
        self.decryptionKeys = decryptionKeys
        self.insecureAllowSHA1 = insecureAllowSHA1
    }

    /// Validates a request.
    ///
    /// - Parameters:
    ///   - message: as it came.
    ///   - trusted: the IdPs whose signatures count.
    ///   - instant: the instant at which it must be valid.
    /// - Throws: `LogoutRefusal` with the first check that fails.
    public func validateRequest(
        _ message: ReceivedLogoutMessage, trusting trusted: TrustedIdentityProviders, at instant: Date
    ) throws(LogoutRefusal) -> ValidatedLogoutRequest {
        let run = try LogoutRun(message, named: SAML.logoutRequest, by: self, trusting: trusted, at: instant)
        let expiresAt = run.issueInstant.addingTimeInterval(Self.lifetime + clockSkew)
        let subject = try run.subject(decryptionKeys)
        try run.checkNotOnOrAfter()
        let indexes = run.root.children(named: SAML.sessionIndex)
        guard indexes.count <= Self.mostIndexes else {
            throw LogoutRefusal(
                .nameID, expected: "at most \(Self.mostIndexes) SessionIndex elements", actual: "\(indexes.count)")
        }
        var texts: [String] = []
        for index in indexes { texts.append(try LogoutRun.text(of: index, .nameID)) }
        return ValidatedLogoutRequest(
            id: run.id, issuer: run.issuer, subject: subject, sessionIndexes: texts, expiresAt: expiresAt)
    }

    /// Validates an answer to a request of ours.
    ///
    /// - Parameters:
    ///   - message: as it came.
    ///   - request: the one that the browser brings proof of; nil when there is none, and no answer is taken.
    ///   - trusted: the IdPs whose signatures count.
    ///   - instant: the instant at which it must be valid.
    /// - Throws: `LogoutRefusal` with the first check that fails.
    public func validateResponse(
        _ message: ReceivedLogoutMessage, answering request: SentRequest?, trusting trusted: TrustedIdentityProviders,
        at instant: Date
    ) throws(LogoutRefusal) -> ValidatedLogoutResponse {
        let run = try LogoutRun(message, named: SAML.logoutResponse, by: self, trusting: trusted, at: instant)
        let answered = run.root.attribute("InResponseTo")
        guard let request, let answered, answered.hasSameBytes(as: request.id),
            run.issuer.hasSameBytes(as: request.identityProvider), instant < request.expiresAt
        else {
            throw LogoutRefusal(
                .inResponseTo, expected: "the ID of a request of this browser's to this IdP",
                actual: answered.map(\.quoted) ?? "none")
        }
        guard let code = run.root.firstChild(named: SAML.status)?.firstChild(named: SAML.statusCode),
            let value = code.attribute("Value")
        else { throw LogoutRefusal(.status, expected: "a StatusCode", actual: "none") }
        // Sessions elsewhere may go on under a top code of Success (core 3.2.2.2).
        let isComplete = value == SAML.success && code.firstChild(named: SAML.statusCode) == nil
        return ValidatedLogoutResponse(issuer: run.issuer, isComplete: isComplete)
    }
}
