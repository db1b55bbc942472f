import Keys
import SallyportPostgres

/// Reads where state is kept.
struct StoreReader {
    /// Whether the group of a file with a secret may read it.
    let groupReads: Bool

    func read(_ root: ConfigurationNode) throws(BrokerConfigurationError) -> BrokerConfiguration.Store {
        let directory = root.optional("dataDirectory")
        // A folder that the environment names goes before a store that only the file names.
        let isOverridden = directory?.variable != nil && root.optional("store")?.variable == nil
        if let store = root.optional("store") {
            if store.isMapping { return try postgres(store, dataDirectory: try directory?.filePath()) }
            if try store.word(["memory": true, "directory": false]), !isOverridden {
                guard directory == nil else { throw store.error("store: memory and dataDirectory exclude each other") }
                return .memory
            }
        }
        guard let directory else {
            throw root.error(
                "dataDirectory is missing: which assertions were used must survive a restart (or say store: memory)")
        }
        let waitsForDisk = try root.optional("dataSynchronous")?.word(["full": true, "normal": false])
        return .directory(try directory.filePath(), waitsForDisk: waitsForDisk ?? true)
    }

    private func postgres(
        _ store: ConfigurationNode, dataDirectory: String?
    ) throws(BrokerConfigurationError) -> BrokerConfiguration.Store {
        let maxStaleness = try store.optional("maxStaleness")?.integer(in: 1...3_600) ?? 60
        let servers = try servers(try store.required("postgres"))
        return .postgres(.init(servers: servers, maxStaleness: maxStaleness), dataDirectory: dataDirectory)
    }

    private func servers(_ node: ConfigurationNode) throws(BrokerConfigurationError) -> PostgresServers {
        let place = ["host", "port", "database", "user"]
        var servers: PostgresServers
        if let url = node.optional("url") {
            if let other = place.compactMap(node.optional).first {
                throw other.error("the url says it already; give one of both")
            }
            let text = try url.string()
            servers = try url.reported { try PostgresServers(uri: text) }
        } else {
            servers = try hosts(node)
        }
        if let file = node.optional("passwordFile") {
            _ = try file.secretContents(groupReads: groupReads)
            servers.passwordFile = try file.filePath()
            servers.groupReadsPasswordFile = groupReads
        }
        if let tls = try tls(node.optional("tls")) { servers.tls = tls }
        servers.insecureAllowPlainText = try node.optional("insecureAllowPlainText")?.boolean() ?? false
        servers.schema = try node.optional("schema")?.string() ?? servers.schema
        let read = servers
        try node.reported { try read.check() }
        return servers
    }

    private func hosts(_ node: ConfigurationNode) throws(BrokerConfigurationError) -> PostgresServers {
        let host = try node.required("host")
        let port = try node.optional("port")?.integer(in: 1...65_535) ?? 5_432
        let names = host.isList ? try host.strings() : [try host.string()]
        var servers = PostgresServers(hosts: [])
        for name in names { servers.hosts.append(try self.host(name, port: port, at: host)) }
        servers.database = try node.optional("database")?.string() ?? servers.database
        servers.user = try node.optional("user")?.string() ?? servers.user
        return servers
    }

    /// A name or address, with a port behind a colon where it differs; an IPv6 address stands in brackets then.
    private func host(
        _ text: String, port: Int, at node: ConfigurationNode
    ) throws(BrokerConfigurationError) -> PostgresServers.Host {
        if let end = text.lastIndex(of: "]"), text.hasPrefix("[") {
            let name = String(text[text.index(after: text.startIndex)..<end])
            return .init(name: name, port: try self.port(text[end...].dropFirst(), port, at: node))
        }
        let colons = text.utf8.count { $0 == UInt8(ascii: ":") }
        guard colons == 1, !text.hasPrefix("/"), let colon = text.firstIndex(of: ":") else {
            return .init(name: text, port: port)
        }
        return .init(name: String(text[..<colon]), port: try self.port(text[colon...], port, at: node))
    }

    private func port(
        _ text: Substring, _ common: Int, at node: ConfigurationNode
    ) throws(BrokerConfigurationError) -> Int {
        if text.isEmpty { return common }
        guard text.first == ":", let port = Int(text.dropFirst()), (1...65_535).contains(port) else {
            throw node.error("expected host or host:port; it is \(text)")
        }
        return port
    }

    private func tls(_ node: ConfigurationNode?) throws(BrokerConfigurationError) -> PostgresServers.TLS? {
        guard let node else { return nil }
        let root = try node.required("rootCertificate")
        _ = try root.fileContents()
        let certificate = try node.optional("certificate")?.filePath()
        let privateKey = try node.optional("privateKey")?.filePath()
        guard (certificate == nil) == (privateKey == nil) else {
            throw node.error("certificate and privateKey need each other")
        }
        return PostgresServers.TLS(
            rootCertificate: try root.filePath(), certificate: certificate, privateKey: privateKey)
    }
}
