import Accounts
import SAML2
import STS
import SallyportConfiguration
import Synchronization

/// Validators for the providers of the store, remembered until an entity changes.
final class RegisteredGroups: Sendable {
    private static let capacity = 2_048

    private struct State {
        var version: UInt64 = 0
        var groups: [String: ProviderGroup] = [:]
        /// Whether the store has any provider; nil when it is not known.
        var isAny: Bool?
    }

    private let configuration: BrokerConfiguration
    private let state = Mutex(State())

    init(_ configuration: BrokerConfiguration) { self.configuration = configuration }

    /// How responses for this provider are checked; nil when there is no such provider.
    func group(providerARN: String, _ service: SecurityTokenService) async throws(STSError) -> ProviderGroup? {
        let version = try await service.entityVersion()
        if let group = state.withLock({ $0.version == version ? $0.groups[providerARN] : nil }) { return group }
        guard let provider = try await service.registeredProvider(arn: providerARN) else { return nil }
        let group = ProviderGroup(
            [provider.provider], .init(provider), configuration, inResponseTo: configuration.apiInResponseTo)
        keep(group, providerARN, version)
        return group
    }

    /// Whether there is any provider in the store: while there is none, responses need no second look.
    func isAny(_ service: SecurityTokenService) async throws(STSError) -> Bool {
        let version = try await service.entityVersion()
        if let isAny = state.withLock({ $0.version == version ? $0.isAny : nil }) { return isAny }
        let isAny = try await service.hasRegisteredProviders()
        keep(version) { $0.isAny = isAny }
        return isAny
    }

    private func keep(_ group: ProviderGroup, _ arn: String, _ version: UInt64) {
        keep(version) { state in
            if state.groups.count >= Self.capacity { state.groups = [:] }
            state.groups[arn] = group
        }
    }

    private func keep(_ version: UInt64, _ change: (inout State) -> Void) {
        state.withLock { state in
            if version > state.version { state = State(version: version) }
            if version == state.version { change(&state) }
        }
    }
}

extension BrokerConfiguration.ProviderOptions {
    /// The options of a provider of the store.
    init(_ provider: RegisteredProvider) {
        self.init()
        decryptionKeys = provider.decryptionKeys
        requiresEncryption = provider.requiresEncryption
    }
}
