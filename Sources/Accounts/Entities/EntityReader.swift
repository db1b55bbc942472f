/// Which entities are meant.
public enum EntitySelection: Hashable, Sendable {
    /// The one of a kind and account with this name, without regard to case.
    case named(EntityKind, AccountID, String)
    /// The one with this unique id.
    case uniqueID(String)
    /// At most `limit` of a kind and account whose path begins with `pathPrefix`, sorted by folded name, after `after`.
    case below(EntityKind, AccountID, pathPrefix: String = "/", after: String? = nil, limit: Int = .max)
    /// Those of a kind that belong to the entity with this unique id, sorted by folded name.
    case owned(EntityKind, by: String)
    /// Those of an account that refer to a target, sorted by unique id.
    ///
    /// Every account may refer to a policy of AWS: what this takes must not grow with the other accounts.
    case referring(to: String, EntityRelation, AccountID)

    /// Whether it means one entity at most.
    var isOfOne: Bool {
        switch self {
        case .named, .uniqueID: true
        case .below, .owned, .referring: false
        }
    }
}

/// Entities within one transaction, as of its beginning and with its own changes.
///
/// Every method throws `StoreError` when the store fails.
public protocol EntityReader: Sendable {
    /// The entities that are meant.
    func rows(_ selection: EntitySelection) async throws(StoreError) -> [EntityRow]

    /// Their number.
    func count(_ selection: EntitySelection) async throws(StoreError) -> Int

    /// What an entity refers to, sorted.
    func targets(of source: String, _ relation: EntityRelation) async throws(StoreError) -> [String]

    /// Unique ids of the entities that refer to `target`, whatever their account, sorted.
    func sources(of target: String, _ relation: EntityRelation) async throws(StoreError) -> [String]

    /// The large text beside an entity's record, which lists of entities do not read; nil when it has none.
    func document(of uniqueID: String) async throws(StoreError) -> [UInt8]?

    /// The last use of an entity.
    func lastUse(of uniqueID: String) async throws(StoreError) -> EntityUse?
}

extension EntityReader {
    /// The entity of a kind with this name, without regard to case.
    public func row(_ kind: EntityKind, account: AccountID, name: String) async throws(StoreError) -> EntityRow? {
        try await rows(.named(kind, account, name)).first
    }

    /// The entity with this unique id.
    public func row(uniqueID: String) async throws(StoreError) -> EntityRow? {
        try await rows(.uniqueID(uniqueID)).first
    }

    /// The entity with this name, without regard to case.
    public func entity<Record>(
        _ type: Record.Type, account: AccountID, name: String
    ) async throws(StoreError) -> Entity<Record>? {
        try await entities(type, .named(Record.kind, account, name)).first
    }

    /// The entity with this unique id; nil when it is gone or of another kind.
    public func entity<Record>(_ type: Record.Type, uniqueID: String) async throws(StoreError) -> Entity<Record>? {
        guard let row = try await row(uniqueID: uniqueID), row.kind == Record.kind else { return nil }
        return try Entity(row)
    }

    /// The entities that belong to another, sorted by name.
    public func entities<Record>(_ type: Record.Type, ownedBy id: String) async throws(StoreError) -> [Entity<Record>] {
        try await entities(type, .owned(Record.kind, by: id))
    }

    /// The entities that are meant, which have to be of this kind.
    public func entities<Record>(
        _ type: Record.Type, _ selection: EntitySelection
    ) async throws(StoreError) -> [Entity<Record>] {
        try await rows(selection).map(Entity.init(_:))
    }
}
