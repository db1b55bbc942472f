import Accounts
import Encodings
import Foundation

/// Whether a database is set up as it should be.
struct StoreFindings {
    /// Seconds by which the clocks of this machine and of the server may differ.
    private static let clockTolerance = 2.0

    let servers: PostgresServers

    func read(_ handle: ConnectionHandle) throws -> [StoreReport.Finding] {
        let row = try handle.run(
            """
            SELECT current_setting('server_version_num')::bigint, current_setting('server_encoding'),
                current_setting('synchronous_commit'), current_setting('synchronous_standby_names'),
                current_setting('fsync'), current_setting('full_page_writes'),
                (SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
                    FROM pg_roles WHERE rolname = current_user),
                (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()),
                (extract(epoch FROM clock_timestamp()) * 1000)::bigint
            """
        ).first
        guard let row else { throw StoreError(.corrupt, "the server answered without a row") }
        let standbys = try row.text(3)
        return [
            finding(
                try row.integer(0) >= 130_000, otherwise: .fault,
                good: "the server is PostgreSQL 13 or newer", bad: "the server is too old"),
            finding(
                try row.text(1) == "UTF8", otherwise: .fault, good: "the database is in UTF-8",
                bad: "the database is in \(try row.text(1)); make one with ENCODING 'UTF8'"),
            finding(
                try row.text(4) == "on" && row.text(5) == "on", otherwise: .fault,
                good: "the server waits for its disk",
                bad: "fsync or full_page_writes is off: a loss of power costs uses and revocations, or all of it"),
            finding(
                !standbys.isEmpty, otherwise: .warning, good: "commits wait for standbys: \(standbys)",
                bad: "synchronous_standby_names is empty: a fail-over costs the last uses and revocations"),
            finding(
                try row.text(2) == "on" || row.text(2) == "remote_apply", otherwise: .warning,
                good: "synchronous_commit is \(try row.text(2))",
                bad: "synchronous_commit is \(try row.text(2)): a standby may lose what it was told"),
            finding(
                try !row.boolean(6), otherwise: .warning,
                good: "the role \(servers.user) has no rights beyond its own tables",
                bad: "the role \(servers.user) may do more than it needs: superuser, roles, databases or replication"),
            finding(
                try row.boolean(7) || servers.tls == nil, otherwise: .fault,
                good: servers.tls == nil
                    ? "the connection stays as it is configured: in the clear" : "the connection is TLS",
                bad: "the connection is not TLS"),
            clock(try row.integer(8)),
        ]
    }

    private func clock(_ milliseconds: Int64) -> StoreReport.Finding {
        let difference = Date().timeIntervalSince1970 - Double(milliseconds) / 1_000
        return finding(
            abs(difference) <= Self.clockTolerance, otherwise: .warning,
            good: "the clocks of this machine and of the server agree",
            bad: "the clocks of this machine and of the server differ by \(Int(difference.rounded())) s")
    }

    private func finding(
        _ isGood: Bool, otherwise severity: StoreReport.Severity, good: String, bad: String
    ) -> StoreReport.Finding {
        StoreReport.Finding(severity: isGood ? .good : severity, text: isGood ? good : bad)
    }
}
