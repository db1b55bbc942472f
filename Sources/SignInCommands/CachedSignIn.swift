import Encodings
import Foundation

/// A sign-in as the AWS CLI keeps it, so that it and the SDKs use the same one.
struct CachedSignIn: Codable, Sendable, CustomStringConvertible {
    /// `<broker>/start`.
    var startUrl: String
    /// Any: the broker has one place.
    var region: String
    /// To use the session with.
    var accessToken: String
    /// The first instant at which that counts no more, like `2026-01-31T12:00:00Z`.
    var expiresAt: String
    /// For the next access token; nil when there is none.
    var refreshToken: String?
    /// Who this program is to the broker.
    var clientId: String?
    var clientSecret: String?
    var registrationExpiresAt: String?

    /// The broker's URL.
    var broker: String { startUrl.hasSuffix("/start") ? String(startUrl.dropLast("/start".count)) : startUrl }

    /// Whose it is, and nothing of the tokens.
    var description: String { "sign-in at \(broker) until \(expiresAt)" }
}
