package import Encodings
public import Foundation

/// An assertion that is genuine, meant for us and valid now: it passed every check of a `ResponseValidator`.
///
/// There is no other way to make one, so whatever takes this type needs no check of its own; but to read again what was written of one
/// and kept under a seal, which was valid then.
public final class ValidatedAssertion: Sendable {
    /// `Assertion/@ID`.
    public let id: String
    /// `Response/@ID`.
    public let responseID: String
    /// The entityID of the IdP.
    public let issuer: String
    /// `Assertion/@IssueInstant`.
    public let issueInstant: Date
    /// The subject's identifier.
    public let subject: NameID
    /// `Recipient` of the bearer confirmation, one of our assertion consumer services.
    public let recipient: String
    /// `NotOnOrAfter` of the bearer confirmation, without clock skew.
    public let confirmationNotOnOrAfter: Date
    /// `Conditions/@NotBefore`.
    public let notBefore: Date?
    /// `Conditions/@NotOnOrAfter`, without clock skew.
    public let notOnOrAfter: Date?
    /// The audiences of all AudienceRestrictions.
    public let audiences: [String]
    /// Whether the IdP allows one use alone.
    public let oneTimeUse: Bool
    /// The ID of the request that is answered; nil for an unsolicited response.
    public let inResponseTo: String?
    /// When the subject signed in at the IdP.
    public let authnInstant: Date
    /// The earliest `SessionNotOnOrAfter`.
    public let sessionNotOnOrAfter: Date?
    /// `SessionIndex` of the first AuthnStatement.
    public let sessionIndex: String?
    /// How the subject signed in.
    public let authnContextClassRef: String?
    /// The attributes, in document order.
    public let attributes: [SAMLAttribute]
    /// SHA-256 of the SubjectPublicKeyInfo of the key that verified, lower-case hexadecimal.
    public let verifyingKeyFingerprint: String
    /// The instant from which some check refuses this assertion for good, clock skew included.
    public let acceptableUntil: Date

    /// What the validator has found out, all of it present.
    struct Evidence {
        var responseID: String
        var recipient: String
        var confirmationNotOnOrAfter: Date
        var inResponseTo: String?
        var verifyingKeyFingerprint: String
        var clockSkew: Double
    }

    /// - Returns: nil when something that a check must have asked for is absent.
    init?(_ content: ObservedAssertion, evidence: Evidence) {
        guard let id = content.id, let issuer = content.issuer, let issueInstant = content.issueInstant,
            let subject = content.subject, let authnInstant = content.authnStatements.first?.authnInstant
        else { return nil }
        self.id = id
        responseID = evidence.responseID
        self.issuer = issuer
        self.issueInstant = issueInstant
        self.subject = subject
        recipient = evidence.recipient
        confirmationNotOnOrAfter = evidence.confirmationNotOnOrAfter
        notBefore = content.conditions?.notBefore
        notOnOrAfter = content.conditions?.notOnOrAfter
        audiences = content.conditions?.audienceRestrictions.flatMap(\.self) ?? []
        oneTimeUse = (content.conditions?.oneTimeUse ?? 0) > 0
        inResponseTo = evidence.inResponseTo
        self.authnInstant = authnInstant
        sessionNotOnOrAfter = content.authnStatements.compactMap(\.sessionNotOnOrAfter).min()
        sessionIndex = content.authnStatements.first?.sessionIndex
        authnContextClassRef = content.authnStatements.first?.authnContextClassRef
        attributes = content.attributes
        verifyingKeyFingerprint = evidence.verifyingKeyFingerprint
        let ends = [confirmationNotOnOrAfter, notOnOrAfter, sessionNotOnOrAfter].compactMap(\.self)
        acceptableUntil = (ends.min() ?? confirmationNotOnOrAfter).addingTimeInterval(evidence.clockSkew)
    }

    /// Reads what `write(to:)` wrote; instants are whole milliseconds.
    ///
    /// For bytes that a key ring of ours has sealed and opened again, and for no others: nothing is checked here. What was valid
    /// when it was written may have ended since. Throws `MalformedBytes`.
    package init(keptIn reader: inout ByteReader) throws(MalformedBytes) {
        id = try reader.readText()
        responseID = try reader.readText()
        issuer = try reader.readText()
        issueInstant = try reader.readTimestamp().date
        subject = NameID(
            value: try reader.readText(), format: try reader.readOptionalText(),
            nameQualifier: try reader.readOptionalText(), spNameQualifier: try reader.readOptionalText())
        recipient = try reader.readText()
        confirmationNotOnOrAfter = try reader.readTimestamp().date
        notBefore = try reader.readOptionalTimestamp()?.date
        notOnOrAfter = try reader.readOptionalTimestamp()?.date
        audiences = try reader.readTexts()
        oneTimeUse = try reader.readByte() != 0
        inResponseTo = try reader.readOptionalText()
        authnInstant = try reader.readTimestamp().date
        sessionNotOnOrAfter = try reader.readOptionalTimestamp()?.date
        sessionIndex = try reader.readOptionalText()
        authnContextClassRef = try reader.readOptionalText()
        var attributes: [SAMLAttribute] = []
        for _ in 0..<(try reader.readCount()) {
            attributes.append(
                SAMLAttribute(
                    name: try reader.readText(), nameFormat: try reader.readOptionalText(),
                    friendlyName: try reader.readOptionalText(), values: try reader.readTexts()))
        }
        self.attributes = attributes
        verifyingKeyFingerprint = try reader.readText()
        acceptableUntil = try reader.readTimestamp().date
    }
}
