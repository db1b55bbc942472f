import Accounts
import Foundation
import Testing

@testable import SallyportPostgres

@Suite("Servers that can't be reached, or not be used")
struct UnreachableTests {
    /// Nothing listens there.
    private let nobody = PostgresServers(hosts: [.init(name: "127.0.0.1", port: 1)])

    @Test("a start without a server is refused, and says which")
    func start() async throws {
        do {
            _ = try await PostgresFederationStore(nobody)
            Issue.record("it opened")
        } catch {
            #expect(error.code == .unavailable)
            #expect(error.message.contains("127.0.0.1"))
        }
    }

    @Test("a password is in no error", arguments: ["url", "file"])
    func secret(_ place: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sallyport-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appendingPathComponent("password").path
        _ = FileManager.default.createFile(
            atPath: file, contents: Data("s3cret\n".utf8), attributes: [.posixPermissions: 0o600])
        do {
            if place == "url" {
                _ = try PostgresServers(uri: "postgresql://u:s3cret@127.0.0.1:1/d")
            } else {
                var servers = nobody
                servers.passwordFile = file
                _ = try await PostgresFederationStore(servers)
            }
            Issue.record("it opened")
        } catch {
            #expect(!"\(error)".contains("s3cret"))
        }
    }

    @Test("a file with a password that others can read is refused")
    func readable() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("sallyport-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        _ = FileManager.default.createFile(
            atPath: file, contents: Data("s3cret\n".utf8), attributes: [.posixPermissions: 0o644])
        var servers = nobody
        servers.passwordFile = file
        let readable = servers
        let error = await #expect(throws: StoreError.self) { try await PostgresFederationStore(readable) }
        #expect(error?.message.contains("chmod 600") == true)
    }

    @Test(
        "tables of a newer version are refused, and so is a schema of something else",
        .enabled(if: TestServer.isThere, "SALLYPORT_TEST_POSTGRES names no server"))
    func others() async throws {
        let servers = try TestServer.emptySchema()
        await (try TestServer.store(servers)).close()
        let connection = PostgresConnection(servers)
        try await connection.run("INSERT INTO schema_migration (version, name) VALUES (99, 'later')")
        let newer = await #expect(throws: StoreError.self) { try await TestServer.store(servers) }
        #expect(newer?.message.contains("newer") == true)
        try await connection.run("DROP TABLE schema_migration")
        let other = await #expect(throws: StoreError.self) { try await TestServer.store(servers) }
        #expect(other?.code == .corrupt)
        await connection.close()
    }
}
