package import Accounts

extension PostgresFederationStore: EnumerableStore {
    /// A page of the entities.
    package func entities(owned: Bool, after: String, limit: Int) async throws(StoreError) -> [EntityRow] {
        try await run { connection in
            try await connection.run(EntityTable.page(owned: owned, after: after, limit: limit))
                .map { row in try EntityTable.entity(row) }
        }
    }

    /// A page of the portal sessions.
    package func portalSessions(after: [UInt8], limit: Int) async throws(StoreError) -> [KeptPortalSession] {
        try await run { connection in
            try await connection.run(PortalSessionTable.page(after: after, limit: limit))
                .map { row in try PortalSessionTable.session(row) }
        }
    }

    /// Keeps portal sessions that are not there.
    package func keep(_ sessions: [KeptPortalSession]) async throws(StoreError) {
        try await run { connection in
            try await connection.transaction { handle in
                for session in sessions { try handle.run(PortalSessionTable.keep(session)) }
            }
        }
    }

    /// A page of the uses.
    package func uses(after: [UInt8], limit: Int) async throws(StoreError) -> [KeptUse] {
        try await run { connection in
            try await connection.run(OneTimeUseTable.page(after: after, limit: limit))
                .map { row in try OneTimeUseTable.kept(row) }
        }
    }
}
