public import Foundation

/// Metadata that was accepted for a SAML provider: one to ten IdPs, each with keys to verify signatures with.
public struct IdentityProviderMetadata: Sendable {
    /// What a SAML provider may hold at most.
    public enum Limits {
        /// IdPs of a SAML provider.
        public static let identityProviders = 10
        /// Keys of an IdP.
        public static let keysPerIdentityProvider = 10
        /// Bits of an RSA key at least.
        public static let minimumRSABits = 1024
    }

    /// The IdPs, in document order.
    public let identityProviders: [IdentityProvider]
    /// The earliest instant at which one of them ends.
    public let validUntil: Date?

    /// Reads and judges a document.
    ///
    /// - Parameters:
    ///   - bytes: the document.
    ///   - options: whether a byte order mark is taken off, and keys of which one must have signed it.
    ///   - instant: the instant at which it must be valid.
    /// - Throws: `MetadataError`.
    public init(
        parsing bytes: [UInt8], options: MetadataDocument.Options = .init(), at instant: Date
    ) throws(MetadataError) {
        try self.init(MetadataDocument(parsing: bytes, options: options), at: instant)
    }

    /// Judges a document that was read.
    ///
    /// - Throws: `MetadataError`.
    public init(_ document: MetadataDocument, at instant: Date) throws(MetadataError) {
        identityProviders = document.entities.compactMap(\.identityProvider)
        validUntil = identityProviders.compactMap(\.validUntil).min()
        guard !identityProviders.isEmpty else {
            throw MetadataError(
                .noIdentityProvider,
                "none of the \(document.entities.count) entities has an IDPSSODescriptor for SAML 2.0; export the IdP's own metadata"
            )
        }
        guard identityProviders.count <= Limits.identityProviders else {
            throw MetadataError(
                .tooManyIdentityProviders,
                "\(identityProviders.count) identity providers; a SAML provider holds at most \(Limits.identityProviders)"
            )
        }
        var seen: Set<String> = []
        for identityProvider in identityProviders {
            guard seen.insert(identityProvider.entityID).inserted else {
                throw MetadataError(
                    .duplicateEntity, "entityID \(identityProvider.entityID) stands twice in the document")
            }
            try Self.checkKeys(of: identityProvider)
        }
        if let validUntil, validUntil <= instant {
            throw MetadataError(
                .expired, "validUntil \(SAMLInstant.format(validUntil)) has passed; fetch the IdP's current metadata")
        }
    }

    /// IdPs that are known already, for tools that look at a response without registering anything.
    package init(identityProviders: [IdentityProvider]) {
        self.identityProviders = identityProviders
        validUntil = identityProviders.compactMap(\.validUntil).min()
    }

    private static func checkKeys(of identityProvider: IdentityProvider) throws(MetadataError) {
        let keys = identityProvider.signingKeys + identityProvider.encryptionKeys.filter { $0.use == .encryption }
        guard keys.count <= Limits.keysPerIdentityProvider else {
            throw MetadataError(
                .tooManyKeys,
                "\(identityProvider.entityID) has \(keys.count) keys; at most \(Limits.keysPerIdentityProvider) are taken"
            )
        }
        for key in keys where key.algorithm == "RSA" && key.bits < Limits.minimumRSABits {
            throw MetadataError(
                .keyTooSmall,
                "\(identityProvider.entityID) has an RSA key of \(key.bits) bits; at least \(Limits.minimumRSABits) are needed"
            )
        }
        guard identityProvider.signingKeys.contains(where: { ["RSA", "EC"].contains($0.algorithm) }) else {
            let why =
                identityProvider.unusableKeys.isEmpty
                ? "" : ": " + identityProvider.unusableKeys.joined(separator: "; ")
            throw MetadataError(.noSigningKey, "\(identityProvider.entityID) has no usable signing key\(why)")
        }
    }

    /// How near the end is.
    public enum Expiry: Sendable, Hashable {
        /// Nothing says when, or more than 30 days from now.
        case none
        /// Within 30 or 7 days.
        case warning(days: Int)
        /// Passed.
        case passed
    }

    /// How near the end is at an instant; logs warn from 30 and again from 7 days before.
    public func expiry(at instant: Date) -> Expiry { Self.expiry(of: validUntil, at: instant) }

    /// The same for metadata of which only its end is at hand.
    public static func expiry(of validUntil: Date?, at instant: Date) -> Expiry {
        guard let validUntil else { return .none }
        let days = validUntil.timeIntervalSince(instant) / 86_400
        if days <= 0 { return .passed }
        if days <= 7 { return .warning(days: 7) }
        return days <= 30 ? .warning(days: 30) : .none
    }
}
