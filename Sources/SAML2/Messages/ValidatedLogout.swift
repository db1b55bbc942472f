public import Foundation

/// A request to end sessions that is genuine, meant for us and of now; only `LogoutValidator` makes one.
public struct ValidatedLogoutRequest: Sendable, Hashable {
    /// `ID`.
    public let id: String
    /// The entityID of the IdP.
    public let issuer: String
    /// Who signs out.
    public let subject: NameID
    /// `SessionIndex` of the sessions that end; without one, all of the subject's.
    public let sessionIndexes: [String]
    /// The first instant at which no check could accept it any more.
    public let expiresAt: Date
}

/// An answer to a request of ours that is genuine; only `LogoutValidator` makes one.
public struct ValidatedLogoutResponse: Sendable, Hashable {
    /// The entityID of the IdP.
    public let issuer: String
    /// Whether the IdP says that all sessions have ended.
    public let isComplete: Bool
}
