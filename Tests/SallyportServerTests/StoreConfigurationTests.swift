import Foundation
import SallyportPostgres
import Testing

@testable import SallyportConfiguration
@testable import SallyportServer

@Suite("Configuration of the store")
struct StoreConfigurationTests {
    private static func read(_ store: String, environment: [String: String] = [:], mode: Int = 0o600) async throws
        -> (store: BrokerConfiguration.Store, folder: TemporaryFolder)
    {
        let folder = try TemporaryFolder()
        try Site.writeFiles(folder)
        try folder.write("password", "s3cret\n", mode: mode)
        try folder.write("ca.pem", "-----BEGIN CERTIFICATE-----\n")
        let yaml = Site.yaml().replacing("store: memory\n", with: "\(store)\n")
        #expect(yaml.contains(store))
        let file = try folder.write("sallyport.yaml", yaml)
        return (try await ConfigurationReader(environment: environment).read(file: file, at: Site.now).store, folder)
    }

    private static func postgres(_ store: BrokerConfiguration.Store) throws -> BrokerConfiguration.Store.Postgres {
        guard case .postgres(let postgres, nil) = store else {
            Issue.record("\(store)")
            throw CancellationError()
        }
        return postgres
    }

    @Test func aDatabaseOfThisMachineNeedsLittle() async throws {
        let postgres = try Self.postgres(try await Self.read("store: { postgres: { host: 127.0.0.1 } }").store)
        #expect(postgres.servers == PostgresServers(hosts: [.init(name: "127.0.0.1")]))
        #expect(postgres.maxStaleness == 60)
    }

    @Test func everythingMayBeNamed() async throws {
        let (store, folder) = try await Self.read(
            """
            store:
              maxStaleness: 5
              postgres:
                host: [db1.example.com, "db2.example.com:5433", "[::1]:5434", "fd00::1"]
                port: 6432
                database: state
                user: broker
                passwordFile: password
                schema: blue
                tls: { rootCertificate: ca.pem, certificate: own.pem, privateKey: own.key }
            """)
        let postgres = try Self.postgres(store)
        #expect(postgres.maxStaleness == 5)
        #expect(
            postgres.servers.hosts == [
                .init(name: "db1.example.com", port: 6_432), .init(name: "db2.example.com", port: 5_433),
                .init(name: "::1", port: 5_434), .init(name: "fd00::1", port: 6_432),
            ])
        #expect(postgres.servers.passwordFile == folder.path + "/password")
        #expect(
            postgres.servers.tls
                == .init(
                    rootCertificate: folder.path + "/ca.pem", certificate: folder.path + "/own.pem",
                    privateKey: folder.path + "/own.key"))
        #expect(postgres.servers.schema == "blue")
        #expect("\(store)".hasPrefix("postgresql://broker@db1.example.com:6432,"))
    }

    @Test func aURLSaysTheSame() async throws {
        let store = try await Self.read(
            "store: { postgres: { url: \"postgresql://broker@localhost:5433/state\", passwordFile: password } }"
        ).store
        let servers = try Self.postgres(store).servers
        #expect(servers.hosts == [.init(name: "localhost", port: 5_433)])
        #expect(servers.database == "state")
        #expect(servers.passwordFile?.hasSuffix("/password") == true)
    }

    @Test func aFolderMayStandBesideIt() async throws {
        for (line, environment) in [("\ndataDirectory: /data", [:]), ("", ["SALLYPORT_DATA_DIRECTORY": "/data"])] {
            let section = "store: { postgres: { host: \"::1\" } }" + line
            let store = try await Self.read(section, environment: environment).store
            guard case .postgres(_, "/data") = store else {
                Issue.record("\(store)")
                continue
            }
        }
    }

    @Test(
        arguments: [
            ("{ postgres: { host: db } }", "store.postgres", "in the clear to db"),
            ("{ postgres: { url: \"postgresql://u:s3cret@db/d\" } }", "store.postgres.url", "passwordFile"),
            ("{ postgres: { url: \"postgresql://db/d\", user: x } }", "store.postgres.user", "give one of both"),
            ("{ postgres: { user: x } }", "store.postgres", "the key host is missing"),
            ("{ postgres: { host: [] } }", "store.postgres", "1 to 16 servers"),
            ("{ postgres: { host: \"::1\", port: 0 } }", "store.postgres.port", "from 1 to 65535"),
            ("{ postgres: { host: \"localhost:x\" } }", "store.postgres.host", "expected host or host:port"),
            ("{ postgres: { host: \"::1\", schema: \"a;b\" } }", "store.postgres", "a letter first"),
            ("{ postgres: { host: \"::1\", password: s3cret } }", "store.postgres.password", "unknown key"),
            ("{ postgres: { host: \"::1\", passwordFile: none } }", "store.postgres.passwordFile", "cannot be opened"),
            ("{ postgres: { host: \"::1\", tls: {} } }", "store.postgres.tls", "rootCertificate is missing"),
            (
                "{ postgres: { host: \"::1\", tls: { rootCertificate: none.pem } } }",
                "store.postgres.tls.rootCertificate", "can't read"
            ),
            (
                "{ postgres: { host: \"::1\", tls: { rootCertificate: ca.pem, certificate: a } } }",
                "store.postgres.tls", "need each other"
            ),
            ("{ postgres: { host: \"::1\" }, maxStaleness: 0 }", "store.maxStaleness", "from 1 to 3600"),
            ("{ sqlite: { path: x } }", "store.sqlite", "unknown key"),
            ("{ maxStaleness: 5 }", "store", "the key postgres is missing"),
        ])
    func whatCannotBeIsRefused(_ store: String, _ key: String, _ reason: String) async throws {
        do {
            _ = try await Self.read("store: \(store)")
            Issue.record("it was taken")
        } catch let error as BrokerConfigurationError {
            #expect(error.key == key)
            #expect(error.reason.contains(reason), "\(error.reason)")
            #expect(!error.description.contains("s3cret"))
        }
    }

    @Test func aPasswordThatOthersCanReadIsRefused() async throws {
        let error = await #expect(throws: BrokerConfigurationError.self) {
            try await Self.read("store: { postgres: { host: \"::1\", passwordFile: password } }", mode: 0o644)
        }
        #expect(error?.key == "store.postgres.passwordFile")
    }
}
