import Accounts
import Encodings
import SallyportPostgres
import Testing

@Suite("What a database says of itself", .enabled(if: TestServer.isThere, "SALLYPORT_TEST_POSTGRES names no server"))
struct ReportTests {
    @Test("before and after the tables are made")
    func facts() async throws {
        let servers = try TestServer.emptySchema()
        let before = try await servers.report().facts
        #expect(before.contains { $0.name == "tables" && $0.value.hasPrefix("none yet") })
        let store = try await TestServer.store(servers)
        let account = try #require(AccountID("111122223333"))
        let row = EntityRow(
            kind: .role, account: account, name: "r", uniqueID: "AROA1", createDate: .init(milliseconds: 0), body: [])
        try await store.writeEntities { try await $0.insert(row) }
        _ = try await store.redeem(try Fixture.use(1), at: Fixture.start)
        #expect(try await store.begin(Fixture.session(1), using: nil, limits: Fixture.limits) == .begun)
        let facts = try await servers.report().facts
        for (name, value) in [
            ("tables", "version 2 of 2"), ("entities: role", "1"), ("portal sessions", "1"),
            ("highest time", "2023-11-14T22:13:20Z"),
        ] {
            #expect(facts.contains { $0.name == name && $0.value == value }, "\(name)")
        }
    }

    @Test("encoding and clock are looked at, and every finding says something")
    func findings() async throws {
        let findings = try await TestServer.emptySchema().report().findings
        #expect(findings.contains { $0.text.contains("UTF-8") && $0.severity == .good })
        #expect(findings.contains { $0.text.contains("clocks") && $0.severity == .good })
        #expect(!findings.contains { $0.text.isEmpty })
    }
}
