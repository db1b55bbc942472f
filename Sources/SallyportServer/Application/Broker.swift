import Federation
import Foundation
import SAML2

/// The configured broker: its directory and keys, and a validator for each way in which providers want responses checked.
///
/// A value; a changed configuration is a new broker.
struct Broker: Sendable {
    let configuration: ServerConfiguration
    let service: SecurityTokenService
    let keyRing: KeyRing
    let store: any FederationStore
    let random: any RandomSource = SystemRandomSource()
    /// Providers that are checked alike, for the sign-in page, which learns only from the response which provider is meant.
    let groups: [ProviderGroup]
    private let groupsByProvider: [String: ProviderGroup]
    private let registered: RegisteredGroups

    init(configuration: ServerConfiguration, keyRing: KeyRing, store: any FederationStore, audit: any AuditSink) {
        self.configuration = configuration
        self.keyRing = keyRing
        self.store = store
        registered = RegisteredGroups(configuration)
        service = SecurityTokenService(
            directory: configuration.directory, keyRing: keyRing, store: store, audit: audit,
            options: SecurityTokenService.Options(
                redemption: RedemptionRule(clockSkew: Double(configuration.clockSkew)),
                partition: configuration.partition,
                signinTokensWorkOnce: configuration.signinTokensWorkOnce))
        groups = ProviderGroup.groups(of: configuration)
        // AssumeRoleWithSAML names its provider: only that provider's own IdPs count there.
        groupsByProvider = Dictionary(
            uniqueKeysWithValues: configuration.directory.providers.map { provider in
                (
                    provider.arnText,
                    ProviderGroup([provider], configuration.providerOptions[provider.arnText] ?? .init(), configuration)
                )
            })
    }

    /// How responses for this provider are checked; nil when there is no such provider.
    ///
    /// Throws `STSError` when the store fails.
    func group(providerARN: String) async throws(STSError) -> ProviderGroup? {
        if let group = groupsByProvider[providerARN] { return group }
        return try await registered.group(providerARN: providerARN, service)
    }
}

/// Providers whose responses are checked in one way.
struct ProviderGroup: Sendable {
    /// ARNs of the providers.
    let providers: Set<String>
    private let validator: ResponseValidator
    private let trusted: TrustedIdentityProviders

    init(
        _ providers: [SAMLProvider], _ options: ServerConfiguration.ProviderOptions,
        _ configuration: ServerConfiguration
    ) {
        self.providers = Set(providers.map(\.arnText))
        trusted = TrustedIdentityProviders(providers.flatMap(\.metadata.identityProviders))
        validator = ResponseValidator(
            serviceProvider: ServiceProvider(
                recipients: configuration.recipients, audiences: configuration.audiences,
                decryptionKeys: options.decryptionKeys),
            options: ValidationOptions(
                clockSkew: Double(configuration.clockSkew), inResponseTo: configuration.inResponseTo,
                requiresEncryption: options.requiresEncryption, insecureAllowSHA1: options.insecureAllowSHA1,
                insecureAllowUnsignedCBC: options.insecureAllowUnsignedCBC,
                insecureAllowRSA15AndTripleDES: options.insecureAllowRSA15AndTripleDES))
    }

    func validate(_ xml: [UInt8], at instant: Date) -> ResponseValidation {
        validator.validate(xml: xml, trusting: trusted, at: instant)
    }

    /// One group for all providers with the same options: what one provider allows must never let a response through
    /// for another, and a response that grants roles through several providers needs them together.
    ///
    /// Those without options come first.
    static func groups(of configuration: ServerConfiguration) -> [ProviderGroup] {
        var groups: [(options: ServerConfiguration.ProviderOptions, providers: [SAMLProvider])] = []
        for provider in configuration.directory.providers {
            let options = configuration.providerOptions[provider.arnText] ?? .init()
            if let index = groups.firstIndex(where: { $0.options.isLike(options) }) {
                groups[index].providers.append(provider)
            } else {
                groups.append((options, [provider]))
            }
        }
        let plain = groups.filter { $0.options.isDefault }
        let special = groups.filter { !$0.options.isDefault }
        return (plain + special).map { ProviderGroup($0.providers, $0.options, configuration) }
    }
}

extension ServerConfiguration.ProviderOptions {
    /// Whether nothing is set.
    var isDefault: Bool { isLike(.init()) }

    /// Whether responses are checked in the same way; keys are told apart by fingerprint.
    func isLike(_ other: Self) -> Bool {
        decryptionKeys.map(\.description) == other.decryptionKeys.map(\.description)
            && requiresEncryption == other.requiresEncryption && insecureAllowSHA1 == other.insecureAllowSHA1
            && insecureAllowUnsignedCBC == other.insecureAllowUnsignedCBC
            && insecureAllowRSA15AndTripleDES == other.insecureAllowRSA15AndTripleDES
    }
}
