import Accounts
import GRDB

/// Entities within one transaction of the database.
struct SQLiteEntityTransaction: EntityWriter {
    let db: Database

    /// What the database refuses because of a name, an id or a reference is a conflict; the rest is the store's failure.
    private func run<Value>(_ body: () throws -> Value) throws(StoreError) -> Value {
        do {
            return try body()
        } catch let error as DatabaseError where error.isOfStatement {
            throw StoreError(.conflict, "\(error.extendedResultCode)")
        } catch {
            throw StoreError(error)
        }
    }

    func row(_ kind: EntityKind, account: AccountID, name: String) throws(StoreError) -> EntityRow? {
        try run { try EntityTable.fetch(kind, account, name: name, db) }
    }

    func row(uniqueID: String) throws(StoreError) -> EntityRow? {
        try run { try EntityTable.fetch(uniqueID: uniqueID, db) }
    }

    func rows(
        _ kind: EntityKind, account: AccountID, pathPrefix: String, after folded: String?, limit: Int
    ) throws(StoreError) -> [EntityRow] {
        try run { try EntityTable.fetch(kind, account, pathPrefix: pathPrefix, after: folded, limit: limit, db) }
    }

    func rows(_ kind: EntityKind, ownedBy uniqueID: String) throws(StoreError) -> [EntityRow] {
        try run { try EntityTable.fetch(kind, ownedBy: uniqueID, db) }
    }

    func count(_ kind: EntityKind, account: AccountID) throws(StoreError) -> Int {
        try run { try EntityTable.count(kind, account, db) }
    }

    func targets(of source: String, _ relation: EntityRelation) throws(StoreError) -> [String] {
        try run { try EntityLinkTable.targets(of: source, relation, db) }
    }

    func sources(of target: String, _ relation: EntityRelation) throws(StoreError) -> [String] {
        try run { try EntityLinkTable.sources(of: target, relation, db) }
    }

    func rows(
        thatReferTo target: String, _ relation: EntityRelation, account: AccountID
    ) throws(StoreError) -> [EntityRow] {
        try run { try EntityTable.fetch(thatReferTo: target, relation, account, db) }
    }

    func count(
        thatReferTo target: String, _ relation: EntityRelation, account: AccountID
    ) throws(StoreError) -> Int {
        try run { try EntityTable.count(thatReferTo: target, relation, account, db) }
    }

    func document(of uniqueID: String) throws(StoreError) -> [UInt8]? {
        try run { try EntityDocumentTable.fetch(uniqueID, db) }
    }

    func lastUse(of uniqueID: String) throws(StoreError) -> EntityUse? {
        try run { try EntityUseTable.fetch(uniqueID, db) }
    }

    func insert(_ row: EntityRow) throws(StoreError) { try run { try EntityTable.insert(row, db) } }

    func update(_ row: EntityRow) throws(StoreError) { try run { try EntityTable.update(row, db) } }

    func setDocument(_ document: [UInt8], of uniqueID: String) throws(StoreError) {
        try run { try EntityDocumentTable.save(document, uniqueID, db) }
    }

    func delete(uniqueID: String) throws(StoreError) { try run { try EntityTable.delete(uniqueID: uniqueID, db) } }

    func link(_ source: String, _ relation: EntityRelation, to target: String) throws(StoreError) {
        try run { try EntityLinkTable.insert(source: source, relation: relation, target: target, db) }
    }

    func unlink(_ source: String, _ relation: EntityRelation, from target: String) throws(StoreError) {
        try run { try EntityLinkTable.delete(source: source, relation: relation, target: target, db) }
    }
}
