import Encodings
import SallyportPostgres
import Testing

@Suite("The servers of a database")
struct PostgresServersTests {
    @Test("a connection URI names hosts, ports, user and database")
    func uri() throws {
        let servers = try PostgresServers(uri: "postgresql://broker@db1:5433,db2,[::1]:5434/state")
        #expect(
            servers.hosts == [
                .init(name: "db1", port: 5_433), .init(name: "db2"), .init(name: "::1", port: 5_434),
            ])
        #expect(servers.user == "broker")
        #expect(servers.database == "state")
        #expect(servers.tls == nil)
        #expect("\(servers)" == "postgresql://broker@db1:5433,db2:5432,::1:5434/state")
    }

    @Test("TLS may stand in the URI")
    func tls() throws {
        let servers = try PostgresServers(uri: "postgres://db/state?sslmode=verify-full&sslrootcert=/ca.pem")
        #expect(servers.tls == .init(rootCertificate: "/ca.pem"))
        #expect(servers.user == "sallyport")
        try servers.check()
    }

    @Test(
        "what is not to be in a URI is refused, and not told",
        arguments: [
            ("postgresql://u:s3cret@db/d", "passwordFile"), ("postgresql://db/d?password=s3cret", "passwordFile"),
            ("postgresql://db/d?sslmode=require", "verify-full"), ("postgresql://db/d?sslmode=disable", "verify-full"),
            ("postgresql://db/d?options=-csearch_path%3Dpublic", "options"), ("postgresql://db/d?service=x", "service"),
            ("postgresql://db/d?target_session_attrs=any", "target_session_attrs"), ("https://db/d", "postgresql://"),
            ("host=db dbname=d", "postgresql://"), ("postgresql://db:s3cret/d", "port"),
            ("postgresql:///d?host=a,b&port=1,2,3", "ports"), ("postgresql://%00/d", "postgresql://"),
            ("", "postgresql://"),
        ])
    func refused(_ uri: String, _ reason: String) {
        let error = #expect(throws: ConfigurationError.self) { try PostgresServers(uri: uri) }
        let text = error.map { "\($0)" } ?? ""
        #expect(text.contains(reason), "\(text)")
        #expect(!text.contains("s3cret"))
    }

    @Test("plain text stays on this machine", arguments: ["127.0.0.1", "::1", "localhost", "/run/postgresql"])
    func local(_ name: String) throws {
        try PostgresServers(hosts: [.init(name: name)]).check()
    }

    @Test("between machines there is TLS, or the word for going without")
    func remote() throws {
        var servers = PostgresServers(hosts: [.init(name: "127.0.0.1"), .init(name: "db.example.com")])
        let plain = servers
        let error = #expect(throws: ConfigurationError.self) { try plain.check() }
        #expect(error?.reason.contains("in the clear to db.example.com") == true)
        servers.insecureAllowPlainText = true
        try servers.check()
        servers.insecureAllowPlainText = false
        servers.tls = .init(rootCertificate: "/ca.pem")
        try servers.check()
    }

    @Test(
        "a schema has a plain name",
        arguments: ["", "Sallyport", "a;drop", "a b", "1a", "_a", "a\"", String(repeating: "a", count: 41), "ü"])
    func schema(_ name: String) {
        let servers = PostgresServers(hosts: [.init(name: "::1")], schema: name)
        #expect(throws: ConfigurationError.self) { try servers.check() }
    }

    @Test("there are hosts, with names and ports")
    func hosts() {
        for hosts in [
            [], [PostgresServers.Host(name: "")], [.init(name: "a,b")], [.init(name: "::1", port: 0)],
            [.init(name: "::1", port: 65_536)], Array(repeating: .init(name: "::1"), count: 17),
        ] {
            let servers = PostgresServers(hosts: hosts)
            #expect(throws: ConfigurationError.self) { try servers.check() }
        }
    }
}
