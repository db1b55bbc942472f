import CPostgres
public import Encodings

extension PostgresServers {
    /// Reads a [connection URI](https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING), such as
    /// `postgresql://sallyport@db1,db2:5433/sallyport`.
    ///
    /// Beside hosts, ports, user and database it may have `sslmode=verify-full` with `sslrootcert`. What else libpq knows is
    /// refused: a password in particular, which would be in every list of processes and configuration that shows the URI.
    ///
    /// - Throws: `ConfigurationError` that says what is wrong; the URI is not in it.
    public init(uri: String) throws(ConfigurationError) {
        guard uri.hasPrefix("postgresql://") || uri.hasPrefix("postgres://"), !uri.utf8.contains(0) else {
            throw ConfigurationError("url", "expected postgresql://user@host:port/database")
        }
        let options = try Self.options(of: uri)
        let known = ["host", "port", "dbname", "user", "sslmode", "sslrootcert"]
        for keyword in options.keys.sorted() where !known.contains(keyword) {
            throw ConfigurationError("url", "\(keyword) can't stand here; \(Self.advice(for: keyword))")
        }
        let names = options["host"]?.split(separator: ",", omittingEmptySubsequences: false) ?? ["localhost"]
        let ports = options["port"]?.split(separator: ",", omittingEmptySubsequences: false) ?? []
        guard ports.count <= 1 || ports.count == names.count else {
            throw ConfigurationError("url", "\(names.count) hosts and \(ports.count) ports")
        }
        var hosts: [Host] = []
        for (index, name) in names.enumerated() {
            let port = ports.count == 1 ? ports.first : ports.isEmpty ? nil : ports[index]
            guard let number = Int(port.map { $0.isEmpty ? "5432" : $0 } ?? "5432") else {
                throw ConfigurationError("url", "a port is no number")
            }
            hosts.append(Host(name: String(name), port: number))
        }
        self.init(hosts: hosts, database: options["dbname"] ?? "sallyport", user: options["user"] ?? "sallyport")
        tls = try Self.tls(options["sslmode"], options["sslrootcert"])
    }

    private static func advice(for keyword: String) -> String {
        keyword == "password" ? "give passwordFile, a file with mode 0600" : "there is host, port, database and user"
    }

    private static func tls(_ mode: String?, _ root: String?) throws(ConfigurationError) -> TLS? {
        guard mode != nil || root != nil else { return nil }
        guard mode == nil || mode == "verify-full", let root else {
            throw ConfigurationError("url", "sslmode can only be verify-full, and needs sslrootcert")
        }
        return TLS(rootCertificate: root)
    }

    /// The keywords that a URI gives a value for.
    private static func options(of uri: String) throws(ConfigurationError) -> [String: String] {
        if let reason = Libpq.load() { throw ConfigurationError("url", reason) }
        // Its text of an error quotes the URI.
        guard let parsed = PQconninfoParse(uri, nil) else {
            throw ConfigurationError("url", "expected postgresql://user@host:port/database")
        }
        defer { PQconninfoFree(parsed) }
        var options: [String: String] = [:]
        var option = parsed
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { options[String(cString: keyword)] = String(cString: value) }
            option = option.successor()
        }
        return options
    }
}
