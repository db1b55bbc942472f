import Testing

@testable import SallyportPostgres

@Suite("A connection", .enabled(if: TestServer.isThere, "SALLYPORT_TEST_POSTGRES names no server"))
struct ConnectionTests {
    private let connection: PostgresConnection

    init() throws { connection = PostgresConnection(try TestServer.emptySchema()) }

    @Test("a transaction in which a statement failed is not committed, whoever passed over it")
    func failed() async throws {
        try await connection.begin(.write)
        await #expect(throws: PostgresFailure.self) { try await connection.runInTransaction("SELECT nonsense") }
        await #expect(throws: PostgresFailure.self) { try await connection.commit() }
        await connection.rollBack()
        #expect(try await connection.run("SELECT 1::bigint").first?.integer(0) == 1)
    }

    @Test("a statement of a transaction is never run on another connection")
    func broken() async throws {
        try await connection.begin(.write)
        await #expect(throws: PostgresFailure.self) {
            try await connection.runInTransaction("SELECT pg_terminate_backend(pg_backend_pid())")
        }
        let failure = await #expect(throws: PostgresFailure.self) {
            try await connection.runInTransaction("SELECT 1")
        }
        #expect(failure?.kind == .lost)
        #expect(try await connection.run("SELECT 2::bigint").first?.integer(0) == 2)
    }

    @Test("a commit that the server warns of is none of known outcome")
    func warned() async throws {
        let failure = await #expect(throws: PostgresFailure.self) {
            try await connection.run("DO $$ BEGIN RAISE WARNING 'not as durable as asked for'; END $$")
        }
        #expect(failure?.kind == .lost)
        try await connection.run("DO $$ BEGIN RAISE NOTICE 'nothing'; END $$")
    }

    @Test("values come back as they were sent", arguments: ["", "ü\"\\'\n", "{a,b}", "NULL", "\u{10FFFF}"])
    func values(_ text: String) async throws {
        let bytes = Array(text.utf8) + [0, 255]
        let row = try await connection.run(
            SQLStatement(
                "SELECT $1::text, $2::bytea, $3::bigint, ($4::text[])[1], ($5::bytea[])[1], $6::text",
                [.text(text), .bytes(bytes), .integer(.min), .list([text, "x"]), .list([bytes]), .null])
        ).first
        #expect(try row?.text(0) == text)
        #expect(try row?.bytes(1) == bytes)
        #expect(try row?.integer(2) == .min)
        #expect(try row?.text(3) == text)
        #expect(try row?.bytes(4) == bytes)
        #expect(try row?.optionalText(5) == nil)
        #expect(throws: (any Error).self) { try row?.text(5) }
    }
}
