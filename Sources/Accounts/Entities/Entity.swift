public import Encodings
internal import Foundation

/// What an entity says beside its name, path and ids.
public protocol EntityRecord: Codable, Hashable, Sendable {
    /// Kind of the entities that have such a record.
    static var kind: EntityKind { get }
}

/// An entity with its record decoded.
public struct Entity<Record: EntityRecord>: Hashable, Sendable {
    /// Account that it belongs to.
    public let account: AccountID
    /// Name as it was written.
    public var name: String
    /// `/`, or a path with a slash at each end.
    public var path: String
    /// Unique over all accounts and never given twice.
    public let uniqueID: String
    /// Unique id of the entity that it belongs to.
    public var owner: String?
    /// When it was made.
    public let createDate: Timestamp
    /// The rest.
    public var record: Record

    /// Makes an entity.
    public init(
        account: AccountID, name: String, path: String = "/", uniqueID: String, owner: String? = nil,
        createDate: Timestamp, record: Record
    ) {
        self.account = account
        self.name = name
        self.path = path
        self.uniqueID = uniqueID
        self.owner = owner
        self.createDate = createDate
        self.record = record
    }

    /// Decodes a row; throws `StoreError` with code `corrupt` when it is not of this kind.
    public init(_ row: EntityRow) throws(StoreError) {
        guard row.kind == Record.kind else { throw StoreError(.corrupt, "\(row.uniqueID) is a \(row.kind.rawValue)") }
        do {
            record = try JSONDecoder().decode(Record.self, from: Data(row.body))
        } catch {
            throw StoreError(.corrupt, "\(row.kind.rawValue) \(row.uniqueID) does not decode")
        }
        account = row.account
        name = row.name
        path = row.path
        uniqueID = row.uniqueID
        owner = row.owner
        createDate = row.createDate
    }

    /// The row; throws `StoreError` with code `corrupt` when the record does not encode.
    public func row() throws(StoreError) -> EntityRow {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body: Data
        do {
            body = try encoder.encode(record)
        } catch {
            throw StoreError(.corrupt, "\(Record.kind.rawValue) \(uniqueID) does not encode")
        }
        return EntityRow(
            kind: Record.kind, account: account, name: name, path: path, uniqueID: uniqueID, owner: owner,
            createDate: createDate, body: Array(body))
    }
}

extension EntityReader {
    /// The entity with this name, without regard to case.
    public func entity<Record>(
        _ type: Record.Type, account: AccountID, name: String
    ) throws(StoreError) -> Entity<Record>? {
        guard let row = try row(Record.kind, account: account, name: name) else { return nil }
        return try Entity(row)
    }

    /// The entity with this unique id; nil when it is gone or of another kind.
    public func entity<Record>(_ type: Record.Type, uniqueID: String) throws(StoreError) -> Entity<Record>? {
        guard let row = try row(uniqueID: uniqueID), row.kind == Record.kind else { return nil }
        return try Entity(row)
    }

    /// The entities that belong to another, sorted by name.
    public func entities<Record>(_ type: Record.Type, ownedBy id: String) throws(StoreError) -> [Entity<Record>] {
        var result: [Entity<Record>] = []
        for row in try rows(Record.kind, ownedBy: id) { result.append(try Entity(row)) }
        return result
    }
}

extension EntityWriter {
    /// Adds an entity; throws `StoreError` with code `conflict` when its name or unique id is taken.
    public func insert(_ entity: Entity<some EntityRecord>) throws(StoreError) { try insert(try entity.row()) }

    /// Replaces an entity; throws `StoreError` with code `conflict` when another has the name, or when it is gone.
    public func update(_ entity: Entity<some EntityRecord>) throws(StoreError) { try update(try entity.row()) }
}
