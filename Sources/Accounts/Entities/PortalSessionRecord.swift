public import Encodings

/// What is known of a portal session without what the browser has: when it is over, and which session of the identity provider it comes
/// of.
///
/// What it gives is the document beside it, sealed for its id alone.
public struct PortalSessionRecord: EntityRecord {
    /// Portal sessions.
    public static var kind: EntityKind { .portalSession }
    /// The first instant at which it is over.
    public var expiresAt: Timestamp
    /// Digest of the SessionIndex of the assertion; nil without one.
    public var sessionIndex: String?
    /// Of a program's session: the unique id of the one whose user has allowed it; nil for the session of a browser.
    public var begunBy: String?

    package init(expiresAt: Timestamp, sessionIndex: String?, begunBy: String? = nil) {
        self.expiresAt = expiresAt
        self.sessionIndex = sessionIndex
        self.begunBy = begunBy
    }

    /// The account in which all of them are kept, since one may have roles of many: it is nobody's.
    package static let account = AccountID.none
}
