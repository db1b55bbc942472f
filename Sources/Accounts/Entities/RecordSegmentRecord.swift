public import Encodings

/// What is known of a segment without opening it: when it is over, and how often it was added to.
///
/// What a broker tells the others in it is the document beside it, sealed for its id alone.
public struct RecordSegmentRecord: EntityRecord {
    /// Segments of records.
    public static var kind: EntityKind { .recordSegment }
    /// The first instant at which nothing in it is worth knowing any more.
    public var expiresAt: Timestamp
    /// Another one after each change.
    public var revision: Int

    package init(expiresAt: Timestamp, revision: Int) {
        self.expiresAt = expiresAt
        self.revision = revision
    }

    /// The account in which all of them are kept: one tells of many.
    package static let account = AccountID.none
}
