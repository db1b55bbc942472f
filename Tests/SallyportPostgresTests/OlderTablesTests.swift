import Accounts
import Testing

@testable import SallyportPostgres

@Suite("Tables of an older version", .enabled(if: TestServer.isThere, "SALLYPORT_TEST_POSTGRES names no server"))
struct OlderTablesTests {
    private let servers: PostgresServers
    /// As a broker of that version has it.
    private let connection: PostgresConnection

    init() throws {
        servers = try TestServer.emptySchema()
        connection = PostgresConnection(servers)
    }

    private func makeTables() async throws {
        let (schema, first) = (servers.schema, Schema.migrations[0])
        try await connection.transaction { handle in
            try handle.run(script: "CREATE SCHEMA \(schema)")
            try handle.run(
                script: """
                    CREATE TABLE schema_migration (
                        version bigint PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
                    """)
            try handle.run(script: first.script)
            try handle.run(
                SQLStatement("INSERT INTO schema_migration (version, name) VALUES (1, $1)", [.text(first.name)]))
        }
    }

    private func insert(_ id: String, _ kind: String) async throws {
        try await connection.transaction { handle in
            try handle.run(
                SQLStatement(
                    "INSERT INTO entity VALUES ($1, $2, '000000000000', $1, $1, '/', NULL, 0, '')",
                    [.text(id), .text(kind)]))
            try handle.run(SQLStatement("INSERT INTO entity_document VALUES ($1, '')", [.text(id)]))
            try handle.run(
                SQLStatement("INSERT INTO entity_change VALUES ($1, '000000000000', 1)", [.text(kind)]))
        }
    }

    @Test("portal sessions end, and a broker of that version makes none beside this one")
    func portalSessions() async throws {
        try await makeTables()
        try await insert("portal-session/1", "portalSession")
        try await insert("q", "clientGrant")
        let report = try await servers.report()
        #expect(report.facts.contains { $0.name == "tables" && $0.value == "version 1 of 2" })
        let store = try await TestServer.store(servers)
        #expect(!store.isNew)
        #expect(try await store.entities(owned: false, after: "", limit: 10).map(\.uniqueID) == ["q"])
        for table in ["entity", "entity_document", "entity_change"] {
            let rows = try await connection.run(SQLStatement("SELECT 1 FROM \(table)"))
            #expect(rows.count == 1, "\(table)")
        }
        await #expect(throws: PostgresFailure.self) { try await insert("portal-session/2", "portalSession") }
        try await insert("r", "loginProfile")
        #expect(try await store.entities(owned: false, after: "", limit: 10).map(\.uniqueID) == ["q", "r"])
        #expect(try await store.begin(Fixture.session(1), using: nil, limits: Fixture.limits) == .begun)
        await store.close()
        await connection.close()
    }
}
