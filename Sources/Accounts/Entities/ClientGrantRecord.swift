public import Encodings

/// What is known of a program's question without the code that it has: when it is over.
///
/// What it asks, and how it was answered, is the document beside it, sealed for its id alone.
public struct ClientGrantRecord: EntityRecord {
    /// Client grants.
    public static var kind: EntityKind { .clientGrant }
    /// The first instant at which it is over.
    public var expiresAt: Timestamp

    package init(expiresAt: Timestamp) { self.expiresAt = expiresAt }

    /// The account in which all of them are kept: they are nobody's.
    package static let account = AccountID.none
}
