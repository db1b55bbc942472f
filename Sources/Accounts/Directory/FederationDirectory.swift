public import Encodings
package import Foundation
import IAMPolicy
package import SAML2

/// Accounts, providers and roles as they were configured: an immutable snapshot that is replaced as a whole.
public struct FederationDirectory: Sendable {
    /// Accounts by their id.
    public let accounts: [AccountID: Account]
    private let providersByARN: [String: SAMLProvider]
    private let oidcProvidersByARN: [String: OIDCProvider]
    private let providersWithRules: [SAMLProvider]
    private let rolesByARN: [String: Role]
    private let rolesByUniqueID: [String: String]
    /// Managed policies that accounts have beside their own: those of AWS.
    public let managedPolicies: ManagedPolicies
    /// The services whose roles accounts may have.
    package let serviceLinkedRoles: ServiceLinkedRoles
    /// The same as entities, as the operations of IAM see them.
    package let entities: ConfiguredEntities

    /// Makes a snapshot; throws `ConfigurationError` for an entity of an unknown account, for names that differ by
    /// case alone or not at all, and for an alias of two accounts.
    public init(
        accounts: [Account], providers: [SAMLProvider], oidcProviders: [OIDCProvider] = [], roles: [Role],
        managedPolicies: ManagedPolicies = .builtIn, serviceLinkedRoles: ServiceLinkedRoles = .builtIn
    ) throws(ConfigurationError) {
        self.serviceLinkedRoles = serviceLinkedRoles
        self.managedPolicies = managedPolicies
        var accountsByID: [AccountID: Account] = [:]
        var aliases: [String: AccountID] = [:]
        for account in accounts {
            if accountsByID.updateValue(account, forKey: account.id) != nil {
                throw ConfigurationError("account \(account.id)", "is there twice")
            }
            if let alias = account.alias, let other = aliases.updateValue(account.id, forKey: alias) {
                throw ConfigurationError("account \(account.id)", "has the same alias as \(other), \(alias)")
            }
        }
        self.accounts = accountsByID
        self.providersByARN = try Self.index(
            providers, in: accountsByID, account: \.account, name: \.name, arn: \.arn)
        self.providersWithRules = providers.filter { !$0.claimRules.isEmpty }
        self.oidcProvidersByARN = try Self.index(
            oidcProviders, in: accountsByID, account: \.account, name: \.url.name, arn: \.arn)
        self.rolesByARN = try Self.index(roles, in: accountsByID, account: \.account, name: \.name, arn: \.arn)
        var ids: [String: String] = [:]
        for role in roles {
            if let other = ids.updateValue(role.arn.description, forKey: role.uniqueID) {
                throw ConfigurationError(role.arn.description, "has the same unique id as \(other)")
            }
        }
        self.rolesByUniqueID = ids
        do throws(StoreError) {
            entities = try ConfiguredEntities(
                accounts: accounts, providers: providers, oidcProviders: oidcProviders, roles: roles)
        } catch {
            throw ConfigurationError("configured entities", "\(error)")
        }
    }

    private static func index<Entity>(
        _ entities: [Entity], in accounts: [AccountID: Account], account: (Entity) -> Account, name: (Entity) -> String,
        arn: (Entity) -> ARN
    ) throws(ConfigurationError) -> [String: Entity] {
        var names: Set<String> = []
        var result: [String: Entity] = [:]
        for entity in entities {
            guard accounts[account(entity).id] == account(entity) else {
                throw ConfigurationError(arn(entity).description, "belongs to an account that is not in the directory")
            }
            guard names.insert("\(account(entity).id)/\(name(entity).lowercased())").inserted else {
                throw ConfigurationError(
                    arn(entity).description, "the name is taken; names do not differ by case or path alone")
            }
            result[arn(entity).description] = entity
        }
        return result
    }

    /// The SAML provider with exactly this ARN.
    public func provider(arn: String) -> SAMLProvider? { providersByARN[arn] }

    /// The OpenID Connect provider with exactly this ARN.
    public func oidcProvider(arn: String) -> OIDCProvider? { oidcProvidersByARN[arn] }

    /// The role with exactly this ARN.
    public func role(arn: String) -> Role? { rolesByARN[arn] }

    /// The role with this unique id.
    public func role(uniqueID: String) -> Role? { rolesByUniqueID[uniqueID].flatMap { rolesByARN[$0] } }

    /// Every provider, sorted by ARN.
    public var providers: [SAMLProvider] { providersByARN.values.sorted { $0.arn.description < $1.arn.description } }

    /// The providers with claim rules that vouch for issuer and key of an assertion, in the order of the configuration.
    ///
    /// `arns` are the ARNs of those that count; nil means all of them.
    package func mappingProviders(
        vouchingFor assertion: ValidatedAssertion, among arns: Set<String>?, at instant: Date
    ) -> [SAMLProvider] {
        providersWithRules.filter { provider in
            arns?.contains(provider.arn.description) ?? true
                && provider.standing(
                    issuer: assertion.issuer, fingerprint: assertion.verifyingKeyFingerprint, at: instant) == .trusted
        }
    }

    /// Every OpenID Connect provider, sorted by ARN.
    public var oidcProviders: [OIDCProvider] {
        oidcProvidersByARN.values.sorted { $0.arn.description < $1.arn.description }
    }

    /// Every role, sorted by ARN.
    public var roles: [Role] { rolesByARN.values.sorted { $0.arn.description < $1.arn.description } }
}
