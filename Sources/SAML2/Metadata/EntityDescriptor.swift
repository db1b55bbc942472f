public import Foundation

/// One entity of a metadata document (SAML metadata, section 2.3.2).
public struct EntityDescriptor: Sendable {
    /// The longest entityID, in bytes (SAML metadata, 2.2.1).
    package static let longestID = 1_024

    /// The name of the entity.
    public let entityID: String
    /// Names of its role descriptors, `IDPSSODescriptor` and others.
    public let roles: [String]
    /// Its description as an IdP; nil when it is none.
    public let identityProvider: IdentityProvider?
    /// The name of its organisation for people.
    public let organization: String?
    /// The earliest `validUntil` of it and what is around it.
    public let validUntil: Date?
}
