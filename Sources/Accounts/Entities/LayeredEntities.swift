import Encodings
internal import IAMPolicy
internal import SAML2

/// Entities of the configuration over those of a store, as one: what is configured comes first and cannot be changed.
public struct LayeredEntities: EntityWriter {
    private let configured: ConfiguredEntities
    private let base: any EntityReader

    /// Puts the configuration over a transaction; with an `EntityWriter` as `base` it can be written to.
    public init(_ configured: ConfiguredEntities, over base: any EntityReader) {
        self.configured = configured
        self.base = base
    }

    /// The entities of both that are meant; those of the configuration belong and refer to nothing.
    public func rows(_ selection: EntitySelection) async throws(StoreError) -> [EntityRow] {
        let top = configured.entities.rows(selection)
        if top.isEmpty { return try await base.rows(selection) }
        guard case .below(_, _, _, _, let limit) = selection else { return top }
        let names = Set(top.map(\.foldedName))
        let merged = (top + (try await base.rows(selection)).filter { !names.contains($0.foldedName) }).sorted {
            $0.foldedName.utf8.lexicographicallyPrecedes($1.foldedName.utf8)
        }
        return Array(merged.prefix(max(limit, 0)))
    }

    /// Their number.
    public func count(_ selection: EntitySelection) async throws(StoreError) -> Int {
        let top = configured.entities.count(selection)
        return top > 0 && selection.isOfOne ? top : top + (try await base.count(selection))
    }

    /// What an entity refers to.
    public func targets(of source: String, _ relation: EntityRelation) async throws(StoreError) -> [String] {
        try await base.targets(of: source, relation)
    }

    /// The entities that refer to `target`.
    public func sources(of target: String, _ relation: EntityRelation) async throws(StoreError) -> [String] {
        try await base.sources(of: target, relation)
    }

    /// The document beside an entity.
    public func document(of uniqueID: String) async throws(StoreError) -> [UInt8]? {
        if let document = configured.entities.document(of: uniqueID) { return document }
        return try await base.document(of: uniqueID)
    }

    /// The last use of an entity.
    public func lastUse(of uniqueID: String) async throws(StoreError) -> EntityUse? {
        try await base.lastUse(of: uniqueID)
    }

    // MARK: Writing

    /// Makes a change of the store; throws for an entity of the configuration, and for a name of one.
    public func apply(_ change: EntityChange) async throws(StoreError) {
        try checkNotConfigured(change.uniqueID)
        if let row = change.row, configured.entities.count(.named(row.kind, row.account, row.name)) > 0 {
            throw StoreError(.conflict, "\(row.name) is configured")
        }
        guard let writer = base as? any EntityWriter else {
            throw StoreError(.unavailable, "a transaction that only reads was written to")
        }
        try await writer.apply(change)
    }

    /// Throws `StoreError` with code `readOnly` for an entity of the configuration.
    public func checkNotConfigured(_ uniqueID: String) throws(StoreError) {
        guard let row = configured.entities.rows(.uniqueID(uniqueID)).first else { return }
        throw StoreError(.readOnly, "\(row.kind.words) \(row.name)")
    }
}

/// The entities of a configuration: roles, providers and account aliases.
public struct ConfiguredEntities: Sendable {
    let entities: InMemoryEntities

    /// Throws `StoreError` when one does not encode.
    init(
        accounts: [Account], providers: [SAMLProvider], oidcProviders: [OIDCProvider], roles: [Role]
    ) throws(StoreError) {
        var entities = InMemoryEntities()
        for role in roles { try entities.apply(.insert(try role.entity.row())) }
        for provider in providers {
            let row = try provider.entity.row()
            try entities.apply(.insert(row))
            try entities.apply(.setDocument(Array(provider.metadataText.utf8), of: row.uniqueID))
        }
        for provider in oidcProviders { try entities.apply(.insert(try provider.entity.row())) }
        for account in accounts {
            guard let alias = account.alias else { continue }
            let entity = Entity(
                account: account.id, name: alias, uniqueID: alias, createDate: .configured, record: AccountAliasRecord()
            )
            try entities.apply(.insert(try entity.row()))
        }
        self.entities = entities
    }
}

extension Timestamp {
    /// When configured entities were made: nobody knows, and it must not change at each start.
    static let configured = Timestamp(milliseconds: 0)
}

extension Role {
    /// The role as a store would keep it.
    var entity: Entity<RoleRecord> {
        Entity(
            account: account.id, name: name, path: path, uniqueID: uniqueID, createDate: .configured,
            record: RoleRecord(
                assumeRolePolicyDocument: trustPolicy.text, description: details,
                maxSessionDuration: maxSessionDuration, tags: tags,
                inlinePolicies: permissionPolicies.sorted { $0.key < $1.key }.map {
                    InlinePolicy(name: $0.key, document: $0.value.text)
                }))
    }
}

extension SAMLProvider {
    /// The provider as a store would keep it.
    var entity: Entity<SAMLProviderRecord> {
        Entity(
            account: account.id, name: name, uniqueID: UniqueID.configuredProvider(arn), createDate: .configured,
            record: SAMLProviderRecord(validUntil: metadata.validUntil.map(Timestamp.init(roundingDown:))))
    }
}
