import Accounts
import Foundation
import GRDB

/// Entities within one transaction of the database.
///
/// Unchecked: the connection is touched on the thread that it belongs to and until the transaction ends, and elsewhere or
/// later nothing but a refusal is to be had.
final class SQLiteEntityTransaction: EntityWriter, @unchecked Sendable {
    private let thread = pthread_self()
    private var db: Database?

    private init(_ db: Database) { self.db = db }

    /// Runs `body` to its end, on this thread.
    static func run<Value: Sendable>(
        _ db: Database, _ body: @escaping @Sendable (SQLiteEntityTransaction) async throws -> Value
    ) throws -> Value {
        let transaction = SQLiteEntityTransaction(db)
        defer { transaction.db = nil }
        return try ThreadRun.value {
            try await SQLiteDatabase.$isInUse.withValue(true) { try await body(transaction) }
        }
    }

    func rows(_ selection: EntitySelection) throws(StoreError) -> [EntityRow] {
        try run { try EntityTable.rows(selection, $0) }
    }

    func count(_ selection: EntitySelection) throws(StoreError) -> Int {
        try run { try EntityTable.count(selection, $0) }
    }

    func targets(of source: String, _ relation: EntityRelation) throws(StoreError) -> [String] {
        try run { try EntityTable.targets(of: source, relation, $0) }
    }

    func sources(of target: String, _ relation: EntityRelation) throws(StoreError) -> [String] {
        try run { try EntityTable.sources(of: target, relation, $0) }
    }

    func document(of uniqueID: String) throws(StoreError) -> [UInt8]? {
        try run { try EntityTable.document(of: uniqueID, $0) }
    }

    func lastUse(of uniqueID: String) throws(StoreError) -> EntityUse? {
        try run { try EntityUseTable.fetch(uniqueID, $0) }
    }

    func apply(_ change: EntityChange) throws(StoreError) { try run { try EntityTable.apply(change, $0) } }

    /// What the database refuses because of a name, an id or a reference is a conflict; the rest is the store's failure.
    private func run<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        guard pthread_equal(thread, pthread_self()) != 0, let db else {
            throw StoreError(.unavailable, "a transaction was used after its end, or out of it")
        }
        do {
            return try body(db)
        } catch let error as DatabaseError where error.isOfStatement {
            throw StoreError(.conflict, "\(error.extendedResultCode)")
        } catch {
            throw StoreError(error)
        }
    }
}
