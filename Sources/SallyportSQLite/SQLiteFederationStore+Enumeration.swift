package import Accounts
import Encodings
import Foundation
import GRDB

extension SQLiteFederationStore: EnumerableStore {
    /// All of it.
    package var usedKeyLength: Int { OneTimeKey.byteCount }

    /// A page of the entities.
    package func entities(owned: Bool, after: String, limit: Int) async throws(StoreError) -> [EntityRow] {
        try await database.read { try EntityTable.page(owned: owned, after: after, limit: limit, $0) }
    }

    /// A page of the portal sessions.
    package func portalSessions(after: [UInt8], limit: Int) async throws(StoreError) -> [KeptPortalSession] {
        try await database.read { try PortalSessionTable.page(after: after, limit: limit, $0) }
    }

    /// Keeps portal sessions that are not there.
    package func keep(_ sessions: [KeptPortalSession]) async throws(StoreError) {
        try await database.write { batch in
            for session in sessions { try PortalSessionTable.insert(session, batch.db) }
        }
    }

    /// A page of the uses.
    package func uses(after: [UInt8], limit: Int) async throws(StoreError) -> [KeptUse] {
        try await database.read { db in
            try Row.fetchAll(
                db, sql: "SELECT key, used_at, keep_until FROM one_time_use WHERE key > ? ORDER BY key LIMIT ?",
                arguments: [Data(after), limit]
            ).map { row in
                KeptUse(
                    key: Array(row[0] as Data), usedAt: Timestamp(milliseconds: row[1]),
                    keepUntil: Timestamp(milliseconds: row[2]))
            }
        }
    }
}
