public import Accounts
import Foundation
import GRDB

extension SQLiteFederationStore {
    /// Runs `body` on a snapshot that holds every transaction committed so far.
    public func readEntities<Value: Sendable>(
        _ body: @escaping @Sendable (any EntityReader) async throws -> Value
    ) async throws -> Value {
        let result: Result<Value, any Error> = try await database.read { db in
            Result { try SQLiteEntityTransaction.run(db, body) }
        }
        return try result.get()
    }

    /// Runs `body` on the same kind of snapshot, on the thread of the caller.
    public func lookUpEntities<Value: Sendable>(
        _ body: @escaping @Sendable (any EntityReader) async throws -> Value
    ) async throws -> Value {
        let result: Result<Value, any Error> = try database.lookUp { db in
            Result { try SQLiteEntityTransaction.run(db, body) }
        }
        return try result.get()
    }

    /// Runs `body` in a transaction that it may share with other writes; returns when that is committed.
    ///
    /// When `body` throws, its own changes alone are taken back, and the others go on.
    public func writeEntities<Value: Sendable>(
        _ body: @escaping @Sendable (any EntityWriter) async throws -> Value
    ) async throws -> Value {
        let versions = versions
        let result: Result<Value, any Error> = try await database.write { batch in
            var result: Result<Value, any Error>?
            do {
                try batch.db.inSavepoint {
                    result = .success(try SQLiteEntityTransaction.run(batch.db, body))
                    batch.afterCommit { versions.expire() }
                    return .commit
                }
            } catch let error as StoreError where error.code != .conflict && error.code != .readOnly {
                throw error
            } catch let error as DatabaseError {
                throw error
            } catch {
                result = .failure(error)
            }
            guard let result else { throw StoreError(.unavailable, "the transaction gave nothing") }
            return result
        }
        return try result.get()
    }

    /// What was changed last.
    public func entityVersions() async throws(StoreError) -> EntityVersions {
        try await versions.value(at: now()) { last throws(StoreError) in try database.lookUp(last.updated) }
    }

    /// Remembers the last uses.
    public func record(_ uses: [EntityUse]) async throws(StoreError) {
        guard !uses.isEmpty else { return }
        try await database.write { batch in
            for use in uses { try EntityUseTable.save(use, batch.db) }
        }
    }
}
