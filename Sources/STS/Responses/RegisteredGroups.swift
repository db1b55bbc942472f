import Accounts

/// What checks the responses for providers of the store, remembered until an entity changes.
final class RegisteredGroups: Sendable {
    private let rules: ResponseRules
    let service: SecurityTokenService
    private let groups = EntityCache<ProviderGroup>(capacity: 2_048)
    /// Whether the store has any provider, under an empty key.
    private let presence = EntityCache<Bool>(capacity: 1)

    init(_ rules: ResponseRules, _ service: SecurityTokenService) {
        self.rules = rules
        self.service = service
    }

    /// What checks the responses for this provider; nil when there is no such provider.
    func group(providerARN arn: String) async throws(STSError) -> ProviderGroup? {
        let version = try await service.entities.version()
        if let group = groups.value(arn, version: version) { return group }
        guard let provider = try await service.registeredProvider(arn: arn) else { return nil }
        let group = ProviderGroup([provider], checkedBy: rules.validator(for: provider.rules, .api))
        groups.keep(group, arn, version: version)
        return group
    }

    /// Whether there is any provider in the store: while there is none, responses need no second look.
    var isAny: Bool {
        get async throws(STSError) {
            let version = try await service.entities.version()
            if let isAny = presence.value("", version: version) { return isAny }
            let isAny = try await service.entities.hasProviders()
            presence.keep(isAny, "", version: version)
            return isAny
        }
    }
}
