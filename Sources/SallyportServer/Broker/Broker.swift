import Accounts
import Audit
import Encodings
import Foundation
import Keys
import SAML2
import STS
import SallyportConfiguration

/// The configured broker: its directory and keys, and a validator for each way in which providers want responses checked.
///
/// A value; a changed configuration is a new broker.
struct Broker: Sendable {
    let configuration: BrokerConfiguration
    let service: SecurityTokenService
    let keyRing: KeyRing
    let store: any FederationStore
    let random: any RandomSource = SystemRandomSource()
    /// Configured providers that are checked alike.
    private let groups: [ProviderGroup]
    private let groupsByProvider: [String: ProviderGroup]
    private let registered: RegisteredGroups
    private let threads = DocumentThreads()

    init(
        configuration: BrokerConfiguration, keyRing: KeyRing, store: any FederationStore, audit: any AuditSink,
        mfaAttempts: MFAAttempts
    ) {
        self.configuration = configuration
        self.keyRing = keyRing
        self.store = store
        registered = RegisteredGroups(configuration)
        service = SecurityTokenService(
            directory: configuration.directory, keyRing: keyRing, store: store, audit: audit,
            options: SecurityTokenService.Options(
                redemption: RedemptionRule(clockSkew: Double(configuration.clockSkew)),
                partition: configuration.partition,
                signinTokensWorkOnce: configuration.signinTokensWorkOnce),
            mfaAttempts: mfaAttempts)
        groups = ProviderGroup.groups(of: ProviderGroup.members(of: configuration), configuration)
        // AssumeRoleWithSAML names its provider: only that provider's own IdPs count there.
        groupsByProvider = Dictionary(
            uniqueKeysWithValues: configuration.directory.providers.map { provider in
                (
                    provider.arnText,
                    ProviderGroup(
                        [provider], configuration.providerOptions[provider.arnText] ?? .init(), configuration,
                        inResponseTo: configuration.apiInResponseTo)
                )
            })
    }

    /// Providers that are checked alike, for the sign-in page, which learns only from the response which provider is
    /// meant: all that are configured, and those of the store that the response itself points to.
    ///
    /// Throws `STSError` when the store fails.
    func groups(for xml: [UInt8]) async throws(STSError) -> [ProviderGroup] {
        guard try await registered.isAny(service) else { return groups }
        let hints = try await threads.run(xml) { ResponseHints(xml: xml) }
        let providers = try await service.registeredProviders(for: hints)
        guard !providers.isEmpty else { return groups }
        // Also with those of the configuration: one response may grant roles through both.
        return ProviderGroup.groups(
            of: ProviderGroup.members(of: configuration) + providers.map { ($0.provider, .init($0)) }, configuration)
    }

    /// How responses for this provider are checked; nil when there is no such provider.
    ///
    /// Throws `STSError` when the store fails.
    func group(providerARN: String) async throws(STSError) -> ProviderGroup? {
        if let group = groupsByProvider[providerARN] { return group }
        return try await registered.group(providerARN: providerARN, service)
    }

    /// Checks a response as the group says.
    ///
    /// Throws `STSError` when too many long ones are being checked.
    func validate(_ xml: [UInt8], by group: ProviderGroup, at instant: Date) async throws(STSError)
        -> ResponseValidation
    {
        try await threads.run(xml) { group.validate(xml, at: instant) }
    }
}
