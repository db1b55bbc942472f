public import Encodings

/// Entities within one transaction, as of its beginning and with its own changes.
///
/// Every method throws `StoreError` when the store fails.
public protocol EntityReader {
    /// The entity of a kind with this name, without regard to case.
    func row(_ kind: EntityKind, account: AccountID, name: String) throws(StoreError) -> EntityRow?

    /// The entity with this unique id.
    func row(uniqueID: String) throws(StoreError) -> EntityRow?

    /// At most `limit` entities whose path begins with `pathPrefix`, sorted by folded name, after `folded`.
    func rows(
        _ kind: EntityKind, account: AccountID, pathPrefix: String, after folded: String?, limit: Int
    ) throws(StoreError) -> [EntityRow]

    /// The entities of a kind that belong to another, sorted by folded name.
    func rows(_ kind: EntityKind, ownedBy uniqueID: String) throws(StoreError) -> [EntityRow]

    /// Number of entities of a kind in an account.
    func count(_ kind: EntityKind, account: AccountID) throws(StoreError) -> Int

    /// What an entity refers to, sorted.
    func targets(of source: String, _ relation: EntityRelation) throws(StoreError) -> [String]

    /// Unique ids of the entities that refer to `target`, whatever their account, sorted.
    func sources(of target: String, _ relation: EntityRelation) throws(StoreError) -> [String]

    /// The entities of an account that refer to `target`, sorted by unique id.
    ///
    /// Every account may refer to a policy of AWS: what this takes must not grow with the other accounts.
    func rows(
        thatReferTo target: String, _ relation: EntityRelation, account: AccountID
    ) throws(StoreError) -> [EntityRow]

    /// Number of the entities of an account that refer to `target`.
    func count(
        thatReferTo target: String, _ relation: EntityRelation, account: AccountID
    ) throws(StoreError) -> Int

    /// The large text beside an entity's record, which lists of entities do not read; nil when it has none.
    func document(of uniqueID: String) throws(StoreError) -> [UInt8]?

    /// The last use of an entity.
    func lastUse(of uniqueID: String) throws(StoreError) -> EntityUse?
}

/// A transaction that changes entities.
public protocol EntityWriter: EntityReader {
    /// Adds an entity; throws `StoreError` with code `conflict` when its name or unique id is taken.
    func insert(_ row: EntityRow) throws(StoreError)

    /// Replaces name, path, owner and record of the entity with the row's unique id; throws `conflict` when another has
    /// the name, or when it is gone.
    func update(_ row: EntityRow) throws(StoreError)

    /// Keeps a document beside an entity's record, in the place of another; throws `conflict` when the entity is gone.
    func setDocument(_ document: [UInt8], of uniqueID: String) throws(StoreError)

    /// Removes an entity with its document and its references to others; throws `conflict` while something belongs to it.
    func delete(uniqueID: String) throws(StoreError)

    /// Makes `source` refer to `target`; does nothing when it does.
    func link(_ source: String, _ relation: EntityRelation, to target: String) throws(StoreError)

    /// Takes a reference back; does nothing when there is none.
    func unlink(_ source: String, _ relation: EntityRelation, from target: String) throws(StoreError)
}

/// The last use of an access key or role.
public struct EntityUse: Hashable, Sendable {
    /// Unique id of the entity.
    public let uniqueID: String
    /// When.
    public let instant: Timestamp
    /// `sts`, `iam`.
    public let service: String
    /// Region that the call was signed for.
    public let region: String

    /// Makes a use.
    public init(uniqueID: String, instant: Timestamp, service: String, region: String) {
        self.uniqueID = uniqueID
        self.instant = instant
        self.service = service
        self.region = region
    }
}

/// The part of a store that keeps entities.
public protocol EntityStore: Sendable {
    /// Runs `body` on a snapshot; passes on what it throws.
    func readEntities<Value: Sendable>(
        _ body: @escaping @Sendable (any EntityReader) throws -> Value
    ) async throws -> Value

    /// The same for a `body` that reads a few rows: a store that has them at hand may read on the thread of the caller,
    /// since to change threads takes several times as long.
    ///
    /// What may read much belongs in `readEntities`, where it keeps nobody from being served.
    func lookUpEntities<Value: Sendable>(
        _ body: @escaping @Sendable (any EntityReader) throws -> Value
    ) async throws -> Value

    /// Runs `body` in a transaction of its own and returns when that is as durable as the implementation promises.
    ///
    /// When `body` throws, nothing of it remains, and the error is passed on. It may be run more than once, so it must
    /// have no effects beside those on the transaction.
    func writeEntities<Value: Sendable>(
        _ body: @escaping @Sendable (any EntityWriter) throws -> Value
    ) async throws -> Value

    /// A number that is another one after each change of entities: at once for those made in this process, after a
    /// second for others.
    func entityVersion() async throws(StoreError) -> UInt64

    /// Remembers the last uses; an earlier one than the one known changes nothing.
    func record(_ uses: [EntityUse]) async throws(StoreError)
}

extension EntityStore {
    /// Reads them like others.
    public func lookUpEntities<Value: Sendable>(
        _ body: @escaping @Sendable (any EntityReader) throws -> Value
    ) async throws -> Value {
        try await readEntities(body)
    }
}
