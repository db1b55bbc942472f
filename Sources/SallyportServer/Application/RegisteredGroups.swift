import Federation
import SAML2
import Synchronization

/// Validators for the providers of the store, remembered until an entity changes.
final class RegisteredGroups: Sendable {
    private static let capacity = 2_048

    private struct State {
        var version: UInt64 = 0
        var groups: [String: ProviderGroup] = [:]
    }

    private let configuration: ServerConfiguration
    private let state = Mutex(State())

    init(_ configuration: ServerConfiguration) { self.configuration = configuration }

    /// How responses for this provider are checked; nil when there is no such provider.
    func group(providerARN: String, _ service: SecurityTokenService) async throws(STSError) -> ProviderGroup? {
        let version = try await service.entityVersion()
        if let group = state.withLock({ $0.version == version ? $0.groups[providerARN] : nil }) { return group }
        guard let provider = try await service.registeredProvider(arn: providerARN) else { return nil }
        let group = ProviderGroup([provider.provider], .init(provider), configuration)
        keep(group, providerARN, version)
        return group
    }

    private func keep(_ group: ProviderGroup, _ arn: String, _ version: UInt64) {
        state.withLock { state in
            if version > state.version || state.groups.count >= Self.capacity { state.groups = [:] }
            state.version = max(version, state.version)
            if version == state.version { state.groups[arn] = group }
        }
    }
}

extension ServerConfiguration.ProviderOptions {
    /// The options of a provider of the store.
    init(_ provider: RegisteredProvider) {
        self.init()
        decryptionKeys = provider.decryptionKeys
        requiresEncryption = provider.requiresEncryption
    }
}
