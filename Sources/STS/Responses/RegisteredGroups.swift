import Accounts

/// What checks the responses for providers of the store, remembered until a provider changes.
final class RegisteredGroups: Sendable {
    private let rules: ResponseRules
    let service: SecurityTokenService
    private let groups = EntityCache<ProviderGroup>(of: [.samlProvider], capacity: 2_048)
    /// Whether the store has any provider, under an empty key.
    private let presence = EntityCache<Bool>(of: [.samlProvider], capacity: 1)

    init(_ rules: ResponseRules, _ service: SecurityTokenService) {
        self.rules = rules
        self.service = service
    }

    /// What checks the responses for this provider; nil when there is no such provider.
    func group(providerARN arn: String) async throws(STSError) -> ProviderGroup? {
        try await service.entities.remembered(groups, arn) { () async throws(STSError) in
            guard let provider = try await service.registeredProvider(arn: arn) else { return nil }
            return ProviderGroup([provider], checkedBy: rules.validator(for: provider.rules, .api))
        }
    }

    /// Whether there is any provider in the store: while there is none, responses need no second look.
    var isAny: Bool {
        get async throws(STSError) {
            try await service.entities.remembered(presence, "") { () async throws(STSError) in
                try await service.entities.hasProviders()
            } ?? false
        }
    }
}
