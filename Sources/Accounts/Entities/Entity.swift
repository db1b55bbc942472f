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
