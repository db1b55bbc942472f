package import Accounts
import Encodings
import Foundation
import GRDB

extension SQLiteFederationStore: EnumerableStore {
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
        try await database.read { try OneTimeUseTable.page(after: after, limit: limit, $0) }
    }
}
