/// A change of one entity: of its row, its document or its references to others.
public enum EntityChange: Hashable, Sendable {
    /// Adds an entity; a `conflict` when its name or unique id is taken.
    case insert(EntityRow)
    /// Replaces name, path, owner and record of the entity with the row's unique id; a `conflict` when another has the
    /// name, or when it is gone.
    case update(EntityRow)
    /// Keeps a document beside an entity's record, in the place of another; a `conflict` when the entity is gone.
    case setDocument([UInt8], of: String)
    /// Removes an entity with its document and its references to others; a `conflict` while something belongs to it.
    case delete(uniqueID: String)
    /// Makes an entity refer to a target; does nothing when it does. A `conflict` when the entity is gone.
    case link(String, EntityRelation, to: String)
    /// Takes a reference back; does nothing when there is none.
    case unlink(String, EntityRelation, from: String)

    /// What becomes of the entity's row; nil when that stays or goes.
    var row: EntityRow? {
        switch self {
        case .insert(let row), .update(let row): row
        case .setDocument, .delete, .link, .unlink: nil
        }
    }

    /// Unique id of the entity.
    var uniqueID: String {
        switch self {
        case .insert(let row), .update(let row): row.uniqueID
        case .setDocument(_, let id), .delete(let id), .link(let id, _, _), .unlink(let id, _, _): id
        }
    }
}

/// A transaction that changes entities.
public protocol EntityWriter: EntityReader {
    /// Makes a change; throws `StoreError`, with code `conflict` where the change says so, and then nothing of it is left.
    func apply(_ change: EntityChange) async throws(StoreError)
}

extension EntityWriter {
    /// Adds an entity.
    public func insert(_ row: EntityRow) async throws(StoreError) { try await apply(.insert(row)) }

    /// Adds an entity.
    public func insert(_ entity: Entity<some EntityRecord>) async throws(StoreError) {
        try await apply(.insert(try entity.row()))
    }

    /// Replaces an entity.
    public func update(_ entity: Entity<some EntityRecord>) async throws(StoreError) {
        try await apply(.update(try entity.row()))
    }

    /// Keeps a document beside an entity.
    public func setDocument(_ document: [UInt8], of uniqueID: String) async throws(StoreError) {
        try await apply(.setDocument(document, of: uniqueID))
    }

    /// Removes an entity.
    public func delete(uniqueID: String) async throws(StoreError) { try await apply(.delete(uniqueID: uniqueID)) }

    /// Makes an entity refer to another.
    public func link(_ source: String, _ relation: EntityRelation, to target: String) async throws(StoreError) {
        try await apply(.link(source, relation, to: target))
    }

    /// Takes a reference back.
    public func unlink(_ source: String, _ relation: EntityRelation, from target: String) async throws(StoreError) {
        try await apply(.unlink(source, relation, from: target))
    }
}
