import Accounts
import GRDB

/// Entities within one transaction of the database.
struct SQLiteEntityTransaction: EntityWriter {
    let db: Database

    func rows(_ selection: EntitySelection) throws(StoreError) -> [EntityRow] {
        try run { try EntityTable.rows(selection, db) }
    }

    func count(_ selection: EntitySelection) throws(StoreError) -> Int {
        try run { try EntityTable.count(selection, db) }
    }

    func targets(of source: String, _ relation: EntityRelation) throws(StoreError) -> [String] {
        try run { try EntityTable.targets(of: source, relation, db) }
    }

    func sources(of target: String, _ relation: EntityRelation) throws(StoreError) -> [String] {
        try run { try EntityTable.sources(of: target, relation, db) }
    }

    func document(of uniqueID: String) throws(StoreError) -> [UInt8]? {
        try run { try EntityTable.document(of: uniqueID, db) }
    }

    func lastUse(of uniqueID: String) throws(StoreError) -> EntityUse? {
        try run { try EntityUseTable.fetch(uniqueID, db) }
    }

    func apply(_ change: EntityChange) throws(StoreError) { try run { try EntityTable.apply(change, db) } }

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
}
