import Claims
public import Encodings
package import Foundation
public import IAMPolicy
import SAML2
public import Sessions

/// The result of AssumeRoleWithSAML.
public struct AssumeRoleWithSAMLResult: Sendable {
    /// The credentials.
    public let credentials: SessionCredentials
    /// The session that they stand for.
    public let session: Session
    /// Percentage of the room for session policies and tags that is taken; nil when there are none.
    public let packedPolicySize: Int?
    /// What AWS says of a session that it gave; nil for one of this broker.
    package let upstream: UpstreamSession?
    let samlSubject: SAMLSubject
    /// Issuer of the assertion.
    public let issuer: String
    /// Recipient of the assertion.
    public let audience: String
    /// The first instant at which a console session that begins now ends.
    public let consoleSessionEnd: Timestamp

    /// `AROA…:<session name>`.
    public var assumedRoleID: String { upstream?.assumedRoleID ?? session.userID }
    /// `arn:…:assumed-role/<role>/<session name>`.
    public var assumedRoleARN: ARN { upstream?.assumedRoleARN ?? session.arn }
    /// NameID.
    public var subject: String { samlSubject.subject }
    /// Format of the NameID, shortened.
    public var subjectType: String { samlSubject.type }
    /// Hash of issuer, account and provider.
    public var nameQualifier: String { samlSubject.nameQualifier }
    /// Source identity.
    public var sourceIdentity: String? { session.sourceIdentity }
}

extension AssumeRoleWithSAMLResult {
    /// What the caller is told of credentials that were given.
    package init(_ granted: Granted, _ assumption: Assumption, at instant: Date) throws(STSError) {
        let assertion = assumption.claims.assertion
        let seconds = try DurationRule.console(
            sessionDuration: assumption.claims.sessionDuration, sessionNotOnOrAfter: assertion.sessionNotOnOrAfter,
            at: instant)
        credentials = granted.credentials
        session = granted.session
        packedPolicySize = granted.packedPolicySize
        upstream = granted.upstream
        samlSubject = assumption.subject
        issuer = assertion.issuer
        audience = assertion.recipient
        consoleSessionEnd = Timestamp(roundingDown: instant).advanced(bySeconds: Int64(seconds))
    }
}
