public import Encodings
package import Foundation
public import IAMPolicy
public import SAML2

/// A SAML provider of an account: the ARN under which trust policies know an organisation's identity providers.
public struct SAMLProvider: Sendable {
    /// The account that it belongs to.
    public let account: Account
    /// Its friendly name, the last part of the ARN.
    public let name: String
    /// `arn:<partition>:iam::<account>:saml-provider/<name>`.
    public let arn: ARN
    /// The identity providers whose responses count for this provider.
    public let metadata: IdentityProviderMetadata
    /// The metadata document as it was given.
    public let metadataText: String
    /// How its responses are checked.
    public let rules: ProviderRules
    /// What attributes stand for that AWS knows nothing of.
    package var claimRules = AttributeRules()
    /// How sign-ins begin here.
    package var signOn = SignOnRules()
    /// `<account>/<name>`, the context key `saml:doc`.
    public let document: String
    private let issuers: [String: Issuer]

    private struct Issuer: Sendable {
        var fingerprints: Set<String> = []
        var validUntil: Date?

        /// One entityID described twice: the keys of both count, and neither outlives the earlier end.
        mutating func add(_ description: IdentityProvider) {
            fingerprints.formUnion(description.signingKeys.map(\.fingerprint))
            validUntil = [validUntil, description.validUntil].compactMap(\.self).min()
        }
    }

    /// Makes a provider.
    ///
    /// `metadataText` is the document that `metadata` was read from. Throws `ConfigurationError` for a name that is not
    /// 1 to 128 of `[\w._-]`, and for metadata without a signing key.
    public init(
        account: Account, name: String, metadata: IdentityProviderMetadata, metadataText: String = "",
        rules: ProviderRules = ProviderRules()
    ) throws(ConfigurationError) {
        let arn = account.arn(.samlProvider, name: name)
        guard EntityName.isProviderName(name.utf8) else {
            throw ConfigurationError(arn.description, "the name of a SAML provider is 1 to 128 of [A-Za-z0-9_.-]")
        }
        var issuers: [String: Issuer] = [:]
        for identityProvider in metadata.identityProviders {
            issuers[identityProvider.entityID, default: Issuer(validUntil: metadata.validUntil)].add(identityProvider)
        }
        guard issuers.values.contains(where: { !$0.fingerprints.isEmpty }) else {
            throw ConfigurationError(arn.description, "the metadata holds no identity provider with a signing key")
        }
        self.account = account
        self.name = name
        self.arn = arn
        self.document = "\(account.id)/\(name)"
        self.metadata = metadata
        self.metadataText = metadataText
        self.rules = rules
        self.issuers = issuers
    }

    /// How an issuer and the key that verified stand to the provider.
    package enum Standing: Hashable { case trusted, unknownIssuer, unknownKey, expired(Date) }

    package func standing(issuer: String, fingerprint: String, at instant: Date) -> Standing {
        guard let known = issuers[issuer] else { return .unknownIssuer }
        guard known.fingerprints.contains(fingerprint) else { return .unknownKey }
        if let end = known.validUntil, instant >= end { return .expired(end) }
        return .trusted
    }

    /// The entityIDs of the provider's metadata, sorted.
    public var entityIDs: [String] { issuers.keys.sorted() }
}
