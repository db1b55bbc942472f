package import Accounts
import Foundation
import IAMPolicy
import Keys
import SAML2

/// Roles, providers, users and policies, wherever they are kept: those of the configuration come first, those of the
/// store are read when they are asked for and remembered until one of the kinds that they are made of changes.
package final class EntityDirectory: Sendable {
    /// Those of the configuration.
    package let configured: FederationDirectory
    let store: any FederationStore
    private let keyRing: KeyRing
    /// Trust policies name roles and users, of any account.
    private let roles = EntityCache<Role>(of: [.role, .user], capacity: 8_192)
    private let trustPolicies = ParsedPolicies(.trust, capacity: 4_096)
    /// Those that sessions bring with them.
    let sessionPolicies = ParsedPolicies(.session, capacity: 2_048)
    private let providers = EntityCache<SAMLProvider>(of: [.samlProvider], capacity: 2_048)
    private let oidcProviders = EntityCache<OIDCProvider>(of: [.oidcProvider], capacity: 2_048)
    private let issuers = EntityCache<[ProviderOfIssuer]>(of: [.samlProvider], capacity: 2_048)
    private let permissions = EntityCache<PrincipalPermissions>(
        of: [.role, .user, .group, .policy], capacity: 8_192)
    private let keys = EntityCache<AccessKey>(of: [.accessKey, .user], capacity: 8_192)
    private let users = EntityCache<Entity<UserRecord>>(of: [.user], capacity: 8_192)
    private let policies = EntityCache<AttachedPolicy>(of: [.policy], capacity: 2_048)
    private let outboundIssuers = EntityCache<OutboundIssuerRecord>(of: [.outboundIssuer], capacity: 2_048)
    private let aliases = EntityCache<AccountAlias>(of: [.accountAlias], capacity: 8_192)

    /// A provider of the store that knows an issuer.
    struct ProviderOfIssuer: Sendable {
        let arn: ARN
        let account: AccountID
    }

    /// A long-term access key and whose it is.
    struct AccessKey: Sendable {
        let entity: Entity<AccessKeyRecord>
        /// nil for a key of root.
        let user: Entity<UserRecord>?
        /// nil when it does not open.
        ///
        /// To open it at each call would hide nothing: the key ring is in memory as well.
        let secretAccessKey: String?

        init(_ entity: Entity<AccessKeyRecord>, user: Entity<UserRecord>?, _ keyRing: KeyRing) {
            self.entity = entity
            self.user = user
            secretAccessKey = keyRing.openFromStorage(
                entity.record.sealedSecret, context: AccessKeyRecord.sealContext(entity.uniqueID)
            ).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// The alias of an account, or that it has none.
    private struct AccountAlias: Sendable { let name: String? }

    init(configured: FederationDirectory, store: any FederationStore, keyRing: KeyRing) {
        self.keyRing = keyRing
        self.configured = configured
        self.store = store
    }

    /// The account with this id.
    func account(_ id: AccountID) -> Account? { configured.accounts[id] }

    /// The alias of an account that was made through the API.
    func alias(of id: AccountID) async throws(STSError) -> String? {
        let alias = try await remembered(aliases, id.description, in: id) { reader in
            let rows = try await reader.rows(.below(.accountAlias, id, limit: 1))
            return AccountAlias(name: rows.first?.name)
        }
        return alias?.name
    }

    /// The issuer of an account's web identity tokens; nil when it was never enabled.
    func outboundIssuer(of id: AccountID) async throws(STSError) -> OutboundIssuerRecord? {
        try await remembered(outboundIssuers, id.description, in: id) { reader in
            let uniqueID = OutboundIssuerRecord.uniqueID(of: id)
            return try await reader.entity(OutboundIssuerRecord.self, uniqueID: uniqueID)?.record
        }
    }

    // MARK: Roles and providers

    package func role(arn: String) async throws(STSError) -> Role? {
        if let role = configured.role(arn: arn) { return role }
        guard let parsed = ARN(arn), let account = knownAccount(parsed, .role) else { return nil }
        let (name, configuredEntities, trustPolicies) = (parsed.resourceName, configured.entities, trustPolicies)
        return try await remembered(roles, arn) { reader in
            // Names are found without regard to case and path. What is spelt otherwise is another ARN: nobody can have
            // the role made anew, and kept, for each spelling.
            guard let role = try await reader.entity(RoleRecord.self, account: account.id, name: name),
                role.arn(in: account.partition) == parsed
            else { return nil }
            return try await Role(
                role, account: account, reader: reader, configured: configuredEntities, trustPolicies: trustPolicies)
        }
    }

    func role(uniqueID: String) async throws(STSError) -> Role? {
        if let role = configured.role(uniqueID: uniqueID) { return role }
        let (accounts, configuredEntities, trustPolicies) = (configured.accounts, configured.entities, trustPolicies)
        return try await remembered(roles, uniqueID) { reader in
            guard let entity = try await reader.entity(RoleRecord.self, uniqueID: uniqueID),
                let account = accounts[entity.account]
            else { return nil }
            return try await Role(
                entity, account: account, reader: reader, configured: configuredEntities, trustPolicies: trustPolicies)
        }
    }

    func provider(arn: String) async throws(STSError) -> SAMLProvider? {
        if let provider = configured.provider(arn: arn) { return provider }
        return try await registeredProvider(arn: arn)
    }

    func registeredProvider(arn: String) async throws(STSError) -> SAMLProvider? {
        guard let parsed = ARN(arn), let account = knownAccount(parsed, .samlProvider) else { return nil }
        let (name, keyRing) = (parsed.resourceName, keyRing)
        return try await remembered(providers, arn, in: account.id, by: .read) { reader in
            // As above; its metadata may have megabytes.
            guard let provider = try await reader.entity(SAMLProviderRecord.self, account: account.id, name: name),
                provider.name.utf8.elementsEqual(name.utf8)
            else { return nil }
            let metadata = try await reader.metadata(of: provider)
            return try SAMLProvider(provider, account: account, metadata: metadata, keyRing: keyRing)
        }
    }

    /// The OpenID Connect provider of an account whose tokens have this `iss`, to the letter.
    func oidcProvider(issuer: String, in account: Account) async throws(STSError) -> OIDCProvider? {
        guard let url = try? IssuerURL(issuer) else { return nil }
        // A slash at the end is not in the ARN.
        let provider = try await oidcProvider(arn: account.arn(.oidcProvider, name: url.name).description)
        return provider?.url == url ? provider : nil
    }

    func oidcProvider(arn: String) async throws(STSError) -> OIDCProvider? {
        if let provider = configured.oidcProvider(arn: arn) { return provider }
        guard let parsed = ARN(arn), parsed.isIAMResource(ofType: EntityKind.oidcProvider.resourceType),
            let account = AccountID(parsed.accountID).flatMap(self.account), parsed.partition == account.partition.id
        else { return nil }
        let name = parsed.name(of: .oidcProvider)
        return try await remembered(oidcProviders, arn, in: account.id) { reader in
            // As above.
            guard let provider = try await reader.entity(OIDCProviderRecord.self, account: account.id, name: name),
                provider.name.utf8.elementsEqual(name.utf8)
            else { return nil }
            return try OIDCProvider(provider, account: account)
        }
    }

    /// The unique id of the role or user with this ARN.
    func uniqueID(arn: String) async throws(STSError) -> String? {
        if let role = configured.role(arn: arn) { return role.uniqueID }
        guard let parsed = ARN(arn), parsed.service == "iam", let account = AccountID(parsed.accountID) else {
            return nil
        }
        return try await read { reader in
            for kind in [EntityKind.role, .user] {
                if let row = try await reader.row(kind, account: account, name: parsed.resourceName),
                    kind.resource(path: row.path, name: row.name) == parsed.resource
                {
                    return row.uniqueID
                }
            }
            return nil
        }
    }

    /// Whether the store has a provider of any account.
    func hasProviders() async throws(STSError) -> Bool {
        let accounts = configured.accounts.keys
        return try await read { reader in
            for account in accounts where try await reader.count(.below(.samlProvider, account)) > 0 { return true }
            return false
        }
    }

    /// The providers of the store whose metadata names an issuer.
    ///
    /// Issuers that nobody knows are not remembered: whoever invents them must not fill the memory, and each costs one
    /// look into an index.
    func providers(ofIssuer issuer: String) async throws(STSError) -> [ProviderOfIssuer] {
        let accounts = configured.accounts
        return try await remembered(issuers, issuer, by: .read) { reader in
            var known: [ProviderOfIssuer] = []
            for id in try await reader.sources(of: issuer, .issuer) {
                guard let row = try await reader.row(uniqueID: id), let account = accounts[row.account] else {
                    continue
                }
                known.append(
                    ProviderOfIssuer(arn: account.arn(.samlProvider, name: row.name), account: account.id))
            }
            return known.isEmpty ? nil : known
        } ?? []
    }

    /// Every provider of the store with the issuers that its metadata names.
    func issuersByProvider() async throws(STSError) -> [(account: AccountID, name: String, issuers: [String])] {
        let accounts = configured.accounts.keys
        return try await read { reader in
            var known: [(account: AccountID, name: String, issuers: [String])] = []
            for account in accounts {
                for row in try await reader.rows(.below(.samlProvider, account)) {
                    known.append((account, row.name, try await reader.targets(of: row.uniqueID, .issuer)))
                }
            }
            return known
        }
    }

    /// The account of an entity of this kind; nil for the ARN of something else.
    private func knownAccount(_ arn: ARN, _ kind: EntityKind) -> Account? {
        guard arn.federatedKind == kind, let account = AccountID(arn.accountID).flatMap(self.account),
            arn.partition == account.partition.id
        else { return nil }
        return account
    }

    // MARK: Users and keys

    func user(uniqueID: String) async throws(STSError) -> Entity<UserRecord>? {
        try await remembered(users, uniqueID) { try await $0.entity(UserRecord.self, uniqueID: uniqueID) }
    }

    func accessKey(_ id: String) async throws(STSError) -> AccessKey? {
        let keyRing = keyRing
        return try await remembered(keys, id) { reader in
            guard let entity = try await reader.entity(AccessKeyRecord.self, uniqueID: id) else { return nil }
            var user: Entity<UserRecord>?
            if let owner = entity.owner { user = try await reader.entity(UserRecord.self, uniqueID: owner) }
            return AccessKey(entity, user: user, keyRing)
        }
    }

    // MARK: Permissions

    /// The policies of a role or user; nil when it is gone.
    func permissions(of issuer: SessionIssuer) async throws(STSError) -> PrincipalPermissions? {
        if issuer.kind == .root { return .root }
        if let role = configured.role(uniqueID: issuer.uniqueID) { return .configured(role) }
        let managed = configured.managedPolicies
        return try await remembered(permissions, issuer.uniqueID, by: .read) { reader in
            try await PrincipalPermissions.read(issuer.uniqueID, reader, managed: managed)
        }
    }

    /// The documents of managed policies; those that are gone are left out.
    func managedPolicies(_ arns: [String]) async throws(STSError) -> [AttachedPolicy] {
        let managed = configured.managedPolicies
        var result: [AttachedPolicy] = []
        for arn in arns {
            let account = ARN(arn).flatMap { AccountID($0.accountID) }
            let policy = try await remembered(policies, arn, in: account) {
                try await managed.read([arn], $0).first
            }
            if let policy { result.append(policy) }
        }
        return result
    }

    // MARK: Reading

    /// What it takes to make a value that is not remembered.
    private enum Effort {
        /// A few rows.
        case lookUp
        /// Many rows, or long to make something of them.
        case read
    }

    private func remembered<Value: Sendable>(
        _ cache: EntityCache<Value>, _ key: String, in account: AccountID? = nil, by effort: Effort = .lookUp,
        _ body: @escaping @Sendable (any EntityReader) async throws -> Value?
    ) async throws(STSError) -> Value? {
        try await remembered(cache, key, in: account) { () async throws(STSError) in
            try await read(by: effort, body)
        }
    }

    /// The value in a cache, as long as no entity that it is made of has changed (of one account, when it is made of that
    /// one's alone), or else a new one, if there is any.
    func remembered<Value: Sendable>(
        _ cache: EntityCache<Value>, _ key: String, in account: AccountID? = nil,
        _ make: () async throws(STSError) -> Value?
    ) async throws(STSError) -> Value? {
        let version: UInt64
        do {
            version = try await store.entityVersions().version(of: cache.kinds, in: account)
        } catch {
            throw .unavailable("entities: \(error)")
        }
        if let value = cache.value(key, version: version) { return value }
        guard let value = try await make() else { return nil }
        cache.keep(value, key, version: version)
        return value
    }

    private func read<Value: Sendable>(
        by effort: Effort = .read, _ body: @escaping @Sendable (any EntityReader) async throws -> Value
    ) async throws(STSError) -> Value {
        do {
            switch effort {
            case .lookUp: return try await store.lookUpEntities(body)
            case .read: return try await store.readEntities(body)
            }
        } catch {
            throw .unavailable("entities: \(error)")
        }
    }
}

extension Role {
    /// A role of the store, whose trust policy may name entities of the configuration as well.
    init(
        _ entity: Entity<RoleRecord>, account: Account, reader: any EntityReader, configured: ConfiguredEntities,
        trustPolicies: ParsedPolicies
    ) async throws {
        let record = entity.record
        let trust = try await TrustedPrincipals.currentText(of: record, LayeredEntities(configured, over: reader))
        try self.init(
            account: account, name: entity.name, path: entity.path, uniqueID: entity.uniqueID,
            trustPolicy: try trustPolicies.policy(trust),
            maxSessionDuration: record.maxSessionDuration, tags: record.tags, details: record.description)
    }
}
