public import Foundation

/// An identity provider as its metadata describes it: EntityDescriptor with IDPSSODescriptor (SAML metadata, section 2.4.3).
public struct IdentityProvider: Sendable {
    /// Where it takes messages (SAML metadata, section 2.2.2).
    public struct Endpoint: Sendable, Hashable {
        /// URI of the binding.
        public let binding: String
        /// The URL.
        public let location: String
        /// Where answers go, when that is another URL.
        public let responseLocation: String?
    }

    /// The name by which its messages are known, compared to the letter.
    public let entityID: String
    /// Keys that signatures are verified with, in document order.
    public let signingKeys: [MetadataKey]
    /// Keys to encrypt for it.
    public let encryptionKeys: [MetadataKey]
    /// SingleSignOnService endpoints.
    public let singleSignOnServices: [Endpoint]
    /// SingleLogoutService endpoints.
    public let singleLogoutServices: [Endpoint]
    /// URIs of the NameID formats that it offers.
    public let nameIDFormats: [String]
    /// Whether it wants requests signed.
    public let wantAuthnRequestsSigned: Bool
    /// When the description ends: the earliest of its own and the surrounding `validUntil`s.
    public let validUntil: Date?
    /// Seconds after which it should be fetched again.
    public let cacheDuration: Double?
    /// KeyDescriptors that can't be used, and why.
    public let unusableKeys: [String]
}

extension IdentityProvider {
    /// An IdP known only by its keys, for checks without metadata.
    public init(entityID: String, signingKeys: [MetadataKey], validUntil: Date? = nil) {
        self.init(
            entityID: entityID, signingKeys: signingKeys, encryptionKeys: [], singleSignOnServices: [],
            singleLogoutServices: [], nameIDFormats: [], wantAuthnRequestsSigned: false, validUntil: validUntil,
            cacheDuration: nil,
            unusableKeys: [])
    }
}
