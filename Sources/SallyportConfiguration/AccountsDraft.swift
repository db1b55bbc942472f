import Accounts
import Foundation
import IAMPolicy
import SAML2

/// What a configuration says of its accounts, before metadata from URLs is there.
struct AccountsDraft {
    let node: ConfigurationNode
    var accounts: [Account] = []
    /// Accounts whose credentials AWS gives, and how.
    var upstreams: [AccountID: UpstreamSettings] = [:]
    var providers: [ProviderDraft] = []
    /// OpenID Connect providers.
    var oidcProviders: [OIDCProvider] = []
    /// Keys of theirs that are not used, each with its place in the file.
    var unusedKeys: [String] = []
    var roles: [Role] = []
    /// Where their trust policies stand.
    var trustPlaces: [ConfigurationNode] = []
    /// Policies of AWS.
    var managedPolicies = ManagedPolicies.builtIn
    /// Services that have roles.
    var serviceLinkedRoles = ServiceLinkedRoles.builtIn

    /// The providers whose metadata comes from files.
    var configuredProviders: [SAMLProvider] {
        providers.compactMap { draft in
            guard case .file(var provider) = draft.source else { return nil }
            provider.claimRules = draft.claimRules
            provider.signOn = draft.signOn
            return provider
        }
    }

    /// The URLs of the others, each once, in the order of the file.
    var urls: [String] {
        var seen: Set<String> = []
        return providers.compactMap(\.url).filter { seen.insert($0).inserted }
    }

    /// The accounts with these providers.
    ///
    /// Throws `BrokerConfigurationError` for names that are taken, and the like.
    func directory(_ providers: [SAMLProvider]) throws(BrokerConfigurationError) -> FederationDirectory {
        try node.reported {
            try FederationDirectory(
                accounts: accounts, providers: providers, oidcProviders: oidcProviders, roles: roles,
                managedPolicies: managedPolicies, serviceLinkedRoles: serviceLinkedRoles)
        }
    }
}

/// A provider of a configuration, whose metadata may still have to come.
struct ProviderDraft {
    /// Where metadata comes from.
    enum Source {
        /// A file; it was read and judged.
        case file(SAMLProvider)
        /// Somebody who has to be asked.
        case url(String)
    }

    let node: ConfigurationNode
    /// The place that names the metadata.
    let place: ConfigurationNode
    let account: Account
    let name: String
    /// How its metadata is read.
    let reading: MetadataDocument.Options
    let rules: ProviderRules
    /// How sign-ins begin here.
    let signOn: SignOnRules
    /// What attributes of its assertions stand for.
    var claimRules = AttributeRules()
    var source: Source

    /// The URL of its metadata; nil when it comes from a file.
    var url: String? {
        guard case .url(let url) = source else { return nil }
        return url
    }

    /// The ARN that it gets.
    var arn: ARN { account.arn(.samlProvider, name: name) }

    /// What a document says, when it may be taken for this provider.
    ///
    /// Throws `MetadataError`.
    func judge(_ bytes: [UInt8], at instant: Date) throws(MetadataError) -> JudgedMetadata {
        JudgedMetadata(
            metadata: try IdentityProviderMetadata(parsing: bytes, options: reading, at: instant),
            text: String(decoding: bytes, as: UTF8.self))
    }

    /// The provider with its metadata.
    ///
    /// Throws `BrokerConfigurationError` for a name that no provider can have.
    func provider(_ judged: JudgedMetadata) throws(BrokerConfigurationError) -> SAMLProvider {
        var provider = try node.reported {
            try SAMLProvider(
                account: account, name: name, metadata: judged.metadata, metadataText: judged.text, rules: rules)
        }
        provider.claimRules = claimRules
        provider.signOn = signOn
        return provider
    }
}

/// A document that was accepted for a provider.
struct JudgedMetadata {
    let metadata: IdentityProviderMetadata
    package let text: String
}
