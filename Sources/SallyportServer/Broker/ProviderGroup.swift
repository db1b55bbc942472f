import Accounts
import Foundation
import SAML2
import SallyportConfiguration

/// Providers whose responses are checked in one way.
struct ProviderGroup: Sendable {
    /// ARNs of the providers.
    let providers: Set<String>
    private let validator: ResponseValidator
    private let trusted: TrustedIdentityProviders

    init(
        _ providers: [SAMLProvider], _ options: BrokerConfiguration.ProviderOptions,
        _ configuration: BrokerConfiguration, inResponseTo: ValidationOptions.InResponseTo,
        recordsAllChecks: Bool = false
    ) {
        self.providers = Set(providers.map(\.arnText))
        trusted = TrustedIdentityProviders(providers.flatMap(\.metadata.identityProviders))
        validator = ResponseValidator(
            serviceProvider: ServiceProvider(
                recipients: configuration.recipients, audiences: configuration.audiences,
                decryptionKeys: options.decryptionKeys),
            options: ValidationOptions(
                clockSkew: Double(configuration.clockSkew), inResponseTo: inResponseTo,
                requiresEncryption: options.requiresEncryption, insecureAllowSHA1: options.insecureAllowSHA1,
                insecureAllowUnsignedCBC: options.insecureAllowUnsignedCBC,
                insecureAllowRSA15AndTripleDES: options.insecureAllowRSA15AndTripleDES,
                recordsAllChecks: recordsAllChecks))
    }

    func validate(_ xml: [UInt8], at instant: Date) -> ResponseValidation {
        validator.validate(xml: xml, trusting: trusted, at: instant)
    }

    /// A provider and how its responses are checked.
    typealias Member = (provider: SAMLProvider, options: BrokerConfiguration.ProviderOptions)

    /// The configured providers.
    static func members(of configuration: BrokerConfiguration) -> [Member] {
        configuration.directory.providers.map { ($0, configuration.providerOptions[$0.arnText] ?? .init()) }
    }

    /// One group for all providers with the same options: what one provider allows must never let a response through
    /// for another, and a response that grants roles through several providers needs them together.
    ///
    /// Those without options come first.
    static func groups(
        of members: [Member], _ configuration: BrokerConfiguration, recordsAllChecks: Bool = false
    ) -> [ProviderGroup] {
        var groups: [(options: BrokerConfiguration.ProviderOptions, providers: [SAMLProvider])] = []
        for (provider, options) in members {
            if let index = groups.firstIndex(where: { $0.options.isLike(options) }) {
                groups[index].providers.append(provider)
            } else {
                groups.append((options, [provider]))
            }
        }
        let plain = groups.filter { $0.options.isDefault }
        let special = groups.filter { !$0.options.isDefault }
        return (plain + special).map { group in
            ProviderGroup(
                group.providers, group.options, configuration,
                inResponseTo: group.options.inResponseTo ?? configuration.inResponseTo,
                recordsAllChecks: recordsAllChecks)
        }
    }
}

extension BrokerConfiguration.ProviderOptions {
    /// Whether nothing is set.
    var isDefault: Bool { isLike(.init()) }

    /// Whether responses are checked in the same way; keys are told apart by fingerprint.
    func isLike(_ other: Self) -> Bool {
        decryptionKeys.map(\.description) == other.decryptionKeys.map(\.description)
            && requiresEncryption == other.requiresEncryption && inResponseTo == other.inResponseTo
            && insecureAllowSHA1 == other.insecureAllowSHA1
            && insecureAllowUnsignedCBC == other.insecureAllowUnsignedCBC
            && insecureAllowRSA15AndTripleDES == other.insecureAllowRSA15AndTripleDES
    }
}
