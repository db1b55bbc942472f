import Accounts
import Encodings

/// How a database stands.
struct StoreFacts {
    let servers: PostgresServers
    let place: String

    func read(_ handle: ConnectionHandle) throws -> [StoreReport.Fact] {
        var facts = [fact("database", "\(servers), schema \(servers.schema)"), fact("takes writes", place)]
        let server = try handle.run(
            """
            SELECT current_setting('server_version'), pg_size_pretty(pg_database_size(current_database())),
                (SELECT string_agg(application_name || ' ' || coalesce(sync_state, '(for pg_monitor to see)'), ', ')
                    FROM pg_stat_replication)
            """
        ).first
        facts.append(fact("server", try server?.optionalText(0) ?? "unknown"))
        facts.append(fact("size", try server?.optionalText(1) ?? "unknown"))
        facts.append(fact("standbys", try server?.optionalText(2) ?? "none, or not for this role to see"))
        guard let version = try Schema.foundVersion(servers.schema, handle) else {
            return facts + [fact("tables", "none yet; the first broker to start makes them")]
        }
        facts.append(fact("tables", "version \(version) of \(Schema.version)"))
        return facts + (try contents(version, handle))
    }

    private func contents(_ version: Int64, _ handle: ConnectionHandle) throws -> [StoreReport.Fact] {
        var facts: [StoreReport.Fact] = []
        for row in try handle.run("SELECT kind, count(*) FROM entity GROUP BY kind ORDER BY kind") {
            facts.append(fact("entities: \(try row.text(0))", "\(try row.integer(1))"))
        }
        let revocations = try handle.run("SELECT count(*) FROM revocation").first?.integer(0) ?? 0
        facts.append(fact("revocations", "\(revocations)"))
        // Before its first start this version has no table of them yet.
        if version >= Schema.versionWithPortalSessions {
            let sessions = try handle.run("SELECT count(*) FROM portal_session").first?.integer(0) ?? 0
            facts.append(fact("portal sessions", "\(sessions)"))
        }
        let hours = try UsePartitions.all(handle)
        // An estimate: to count millions would take as long as they are many.
        let uses = try handle.run(
            """
            SELECT coalesce(sum(greatest(reltuples, 0)), 0)::bigint FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
            WHERE inhparent = 'one_time_use'::regclass
            """
        ).first?.integer(0)
        facts.append(fact("one-time uses", "about \(uses ?? 0), in tables for \(hours.count) h"))
        let highest = try handle.run("SELECT max(instant) FROM time_mark WHERE name = 'highest'").first?
            .optionalInteger(0)
        facts.append(fact("highest time", text(highest)))
        facts.append(fact("swept through", text(try UsePartitions.sweptThrough(handle)?.milliseconds)))
        return facts
    }

    private func fact(_ name: String, _ value: String) -> StoreReport.Fact { .init(name: name, value: value) }

    private func text(_ milliseconds: Int64?) -> String {
        milliseconds.map { Timestamp(milliseconds: $0).iso8601 } ?? "never"
    }
}
