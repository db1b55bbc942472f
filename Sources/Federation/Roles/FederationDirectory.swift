public import SAML2

/// Accounts, SAML providers and roles as they were configured: an immutable snapshot that is replaced as a whole.
public struct FederationDirectory: Sendable {
    /// Accounts by their id.
    public let accounts: [AccountID: Account]
    private let providersByARN: [String: SAMLProvider]
    private let rolesByARN: [String: Role]
    private let rolesByUniqueID: [String: String]

    /// Makes a snapshot; throws `ConfigurationError` for an entity of an unknown account, and for names that differ by
    /// case alone or not at all.
    public init(accounts: [Account], providers: [SAMLProvider], roles: [Role]) throws(ConfigurationError) {
        var accountsByID: [AccountID: Account] = [:]
        for account in accounts where accountsByID.updateValue(account, forKey: account.id) != nil {
            throw ConfigurationError("account \(account.id)", "is there twice")
        }
        self.accounts = accountsByID
        self.providersByARN = try Self.index(
            providers, in: accountsByID, account: \.account, name: \.name, arn: \.arnText)
        self.rolesByARN = try Self.index(roles, in: accountsByID, account: \.account, name: \.name, arn: \.arnText)
        var ids: [String: String] = [:]
        for role in roles {
            if let other = ids.updateValue(role.arnText, forKey: role.uniqueID) {
                throw ConfigurationError(role.arnText, "has the same unique id as \(other)")
            }
        }
        self.rolesByUniqueID = ids
    }

    private static func index<Entity>(
        _ entities: [Entity], in accounts: [AccountID: Account], account: (Entity) -> Account, name: (Entity) -> String,
        arn: (Entity) -> String
    ) throws(ConfigurationError) -> [String: Entity] {
        var names: Set<String> = []
        var result: [String: Entity] = [:]
        for entity in entities {
            guard accounts[account(entity).id] == account(entity) else {
                throw ConfigurationError(arn(entity), "belongs to an account that is not in the directory")
            }
            guard names.insert("\(account(entity).id)/\(name(entity).lowercased())").inserted else {
                throw ConfigurationError(arn(entity), "the name is taken; names do not differ by case or path alone")
            }
            result[arn(entity)] = entity
        }
        return result
    }

    /// The SAML provider with exactly this ARN.
    public func provider(arn: String) -> SAMLProvider? { providersByARN[arn] }

    /// The role with exactly this ARN.
    public func role(arn: String) -> Role? { rolesByARN[arn] }

    /// The role with this unique id.
    public func role(uniqueID: String) -> Role? { rolesByUniqueID[uniqueID].flatMap { rolesByARN[$0] } }

    /// Every provider, sorted by ARN.
    public var providers: [SAMLProvider] { providersByARN.values.sorted { $0.arnText < $1.arnText } }

    /// Every role, sorted by ARN.
    public var roles: [Role] { rolesByARN.values.sorted { $0.arnText < $1.arnText } }

    /// The identity providers of every SAML provider, for a sign-in page that learns only from the response which
    /// provider is meant.
    public var identityProviders: [IdentityProvider] { providers.flatMap(\.metadata.identityProviders) }
}
