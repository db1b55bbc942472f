public import Encodings

/// A portal session as a store keeps it: whose it is and when it is over, beside what only its browser or program can have opened.
public struct KeptPortalSession: Hashable, Sendable {
    /// Bytes of an id and of a digest.
    public static let digestLength = 32

    /// Digest of what its browser or program has.
    public let id: [UInt8]
    /// Digest of whom it is of.
    public let subject: [UInt8]
    /// Digest of the session at the identity provider that it comes of; nil when that has no name.
    public let sessionIndex: [UInt8]?
    /// Of a program's session: the id of the one whose user has allowed it; nil for the session of a browser.
    public let begunBy: [UInt8]?
    /// When it began.
    public let createdAt: Timestamp
    /// The first instant at which it is over.
    public let expiresAt: Timestamp
    /// What it gives, sealed for its id alone.
    public let sealed: [UInt8]

    /// Makes a session to be kept; id and digests have 32 bytes.
    public init(
        id: [UInt8], subject: [UInt8], sessionIndex: [UInt8]? = nil, begunBy: [UInt8]? = nil, createdAt: Timestamp,
        expiresAt: Timestamp, sealed: [UInt8]
    ) {
        self.id = id
        self.subject = subject
        self.sessionIndex = sessionIndex
        self.begunBy = begunBy
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.sealed = sealed
    }
}
