public import Foundation

/// A request that was sent and may be answered.
public struct SentRequest: Sendable, Hashable {
    /// Its ID.
    public let id: String
    /// The entityID of whom it was sent to: nobody else's answer counts.
    public let identityProvider: String
    /// When it was sent: its IssueInstant.
    public let sentAt: Date
    /// The first instant at which an answer comes too late.
    public let expiresAt: Date

    /// Describes a request.
    public init(id: String, identityProvider: String, sentAt: Date, expiresAt: Date) {
        self.id = id
        self.identityProvider = identityProvider
        self.sentAt = sentAt
        self.expiresAt = expiresAt
    }
}
