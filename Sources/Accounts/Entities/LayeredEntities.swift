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

    /// The entity of a kind with this name.
    public func row(_ kind: EntityKind, account: AccountID, name: String) throws(StoreError) -> EntityRow? {
        if let row = configured.entities.row(kind, account: account, name: name) { return row }
        return try base.row(kind, account: account, name: name)
    }

    /// The entity with this unique id.
    public func row(uniqueID: String) throws(StoreError) -> EntityRow? {
        if let row = configured.entities.row(uniqueID: uniqueID) { return row }
        return try base.row(uniqueID: uniqueID)
    }

    /// A part of a sorted list of both.
    public func rows(
        _ kind: EntityKind, account: AccountID, pathPrefix: String, after folded: String?, limit: Int
    ) throws(StoreError) -> [EntityRow] {
        let top = InMemoryTransaction(configured.entities).rows(
            kind, account: account, pathPrefix: pathPrefix, after: folded, limit: limit)
        let rows = try base.rows(kind, account: account, pathPrefix: pathPrefix, after: folded, limit: limit)
        guard !top.isEmpty else { return rows }
        let names = Set(top.map(\.foldedName))
        let merged = (top + rows.filter { !names.contains($0.foldedName) }).sorted {
            $0.foldedName.utf8.lexicographicallyPrecedes($1.foldedName.utf8)
        }
        return Array(merged.prefix(max(limit, 0)))
    }

    /// The entities that belong to another.
    public func rows(_ kind: EntityKind, ownedBy uniqueID: String) throws(StoreError) -> [EntityRow] {
        try base.rows(kind, ownedBy: uniqueID)
    }

    /// Number of entities of both.
    public func count(_ kind: EntityKind, account: AccountID) throws(StoreError) -> Int {
        try InMemoryTransaction(configured.entities).count(kind, account: account)
            + base.count(kind, account: account)
    }

    /// What an entity refers to.
    public func targets(of source: String, _ relation: EntityRelation) throws(StoreError) -> [String] {
        try base.targets(of: source, relation)
    }

    /// The entities that refer to `target`.
    public func sources(of target: String, _ relation: EntityRelation) throws(StoreError) -> [String] {
        try base.sources(of: target, relation)
    }

    /// The entities of an account that refer to `target`; those of the configuration refer to nothing.
    public func rows(
        thatReferTo target: String, _ relation: EntityRelation, account: AccountID
    ) throws(StoreError) -> [EntityRow] {
        try base.rows(thatReferTo: target, relation, account: account)
    }

    /// Number of the entities of an account that refer to `target`.
    public func count(
        thatReferTo target: String, _ relation: EntityRelation, account: AccountID
    ) throws(StoreError) -> Int {
        try base.count(thatReferTo: target, relation, account: account)
    }

    /// The document beside an entity.
    public func document(of uniqueID: String) throws(StoreError) -> [UInt8]? {
        if let document = configured.entities.document(of: uniqueID) { return document }
        return try base.document(of: uniqueID)
    }

    /// The last use of an entity.
    public func lastUse(of uniqueID: String) throws(StoreError) -> EntityUse? { try base.lastUse(of: uniqueID) }

    // MARK: Writing

    /// Adds an entity.
    public func insert(_ row: EntityRow) throws(StoreError) {
        guard configured.entities.row(row.kind, account: row.account, name: row.name) == nil else {
            throw StoreError(.conflict, "\(row.name) is configured")
        }
        try writer().insert(row)
    }

    /// Replaces an entity.
    public func update(_ row: EntityRow) throws(StoreError) {
        try checkNotConfigured(row.uniqueID)
        guard configured.entities.row(row.kind, account: row.account, name: row.name) == nil else {
            throw StoreError(.conflict, "\(row.name) is configured")
        }
        try writer().update(row)
    }

    /// Keeps a document beside an entity.
    public func setDocument(_ document: [UInt8], of uniqueID: String) throws(StoreError) {
        try checkNotConfigured(uniqueID)
        try writer().setDocument(document, of: uniqueID)
    }

    /// Removes an entity.
    public func delete(uniqueID: String) throws(StoreError) {
        try checkNotConfigured(uniqueID)
        try writer().delete(uniqueID: uniqueID)
    }

    /// Makes an entity refer to another.
    public func link(_ source: String, _ relation: EntityRelation, to target: String) throws(StoreError) {
        try checkNotConfigured(source)
        try writer().link(source, relation, to: target)
    }

    /// Takes a reference back.
    public func unlink(_ source: String, _ relation: EntityRelation, from target: String) throws(StoreError) {
        try checkNotConfigured(source)
        try writer().unlink(source, relation, from: target)
    }

    /// Throws `StoreError` with code `readOnly` for an entity of the configuration.
    public func checkNotConfigured(_ uniqueID: String) throws(StoreError) {
        guard let row = configured.entities.row(uniqueID: uniqueID) else { return }
        throw StoreError(.readOnly, "\(row.kind.words) \(row.name)")
    }

    private func writer() throws(StoreError) -> any EntityWriter {
        guard let writer = base as? any EntityWriter else {
            throw StoreError(.unavailable, "a transaction that only reads was written to")
        }
        return writer
    }
}

/// The entities of a configuration: roles, SAML providers and account aliases.
public struct ConfiguredEntities: Sendable {
    let entities: InMemoryEntities

    /// Throws `StoreError` when one does not encode.
    init(accounts: [Account], providers: [SAMLProvider], roles: [Role]) throws(StoreError) {
        var entities = InMemoryEntities()
        for role in roles { try entities.insert(try role.entity.row()) }
        for provider in providers {
            let row = try provider.entity.row()
            try entities.insert(row)
            try entities.setDocument(Array(provider.metadataText.utf8), of: row.uniqueID)
        }
        for account in accounts {
            guard let alias = account.alias else { continue }
            let entity = Entity(
                account: account.id, name: alias, uniqueID: alias, createDate: .configured, record: AccountAliasRecord()
            )
            try entities.insert(try entity.row())
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
            account: account.id, name: name, uniqueID: UniqueID.configuredProvider(arn: arnText),
            createDate: .configured,
            record: SAMLProviderRecord(validUntil: metadata.validUntil.map(Timestamp.init(roundingDown:))))
    }
}
