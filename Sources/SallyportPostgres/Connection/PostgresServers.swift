public import Encodings
import Keys

/// The servers of one PostgreSQL database, of which one is written to at a time, and as whom a broker comes.
public struct PostgresServers: Hashable, Sendable {
    /// One server.
    public struct Host: Hashable, Sendable {
        /// Name or address, or the folder of its socket, which begins with a slash.
        public var name: String
        /// TCP port, also of a socket.
        public var port: Int

        /// Names a server.
        public init(name: String, port: Int = 5_432) {
            self.name = name
            self.port = port
        }

        /// Whether nobody between it and this machine can listen.
        var isLocal: Bool { name.hasPrefix("/") || ["127.0.0.1", "::1", "localhost"].contains(name) }
    }

    /// How servers prove who they are, and the broker as well when it has a certificate: PEM files.
    public struct TLS: Hashable, Sendable {
        /// Certificates that a server's chain must lead to; its name must be the host's (`sslmode=verify-full`).
        public var rootCertificate: String
        /// The broker's own certificate; nil for none.
        public var certificate: String?
        /// Its key.
        public var privateKey: String?

        /// Names the files.
        public init(rootCertificate: String, certificate: String? = nil, privateKey: String? = nil) {
            self.rootCertificate = rootCertificate
            self.certificate = certificate
            self.privateKey = privateKey
        }
    }

    /// At least one; they are asked in this order which of them takes writes.
    public var hosts: [Host]
    /// Name of the database.
    public var database: String
    /// Name of the role.
    public var user: String
    /// A file with the role's password, read anew for each connection; nil for roles that need none.
    public var passwordFile: String?
    /// Whether the group of that file may read it.
    public var groupReadsPasswordFile = false
    /// Nil for connections in the clear, which only stay on this machine unless `insecureAllowPlainText` is set.
    public var tls: TLS?
    /// Lets everything pass unencrypted between machines.
    public var insecureAllowPlainText: Bool
    /// Schema of the tables: lower-case letters, digits and underscores.
    public var schema: String

    /// Seconds to connect to one server, after which the next is tried; libpq takes no fewer.
    private static let connectTimeout = 2

    /// Names the servers.
    public init(
        hosts: [Host], database: String = "sallyport", user: String = "sallyport", passwordFile: String? = nil,
        tls: TLS? = nil, insecureAllowPlainText: Bool = false, schema: String = "sallyport"
    ) {
        self.hosts = hosts
        self.database = database
        self.user = user
        self.passwordFile = passwordFile
        self.tls = tls
        self.insecureAllowPlainText = insecureAllowPlainText
        self.schema = schema
    }

    /// Sees that they can be used: at least one host, a schema by a plain name, and no plain text between machines.
    ///
    /// - Throws: `ConfigurationError` that says what is wrong, and what to do.
    public func check() throws(ConfigurationError) {
        guard !hosts.isEmpty, hosts.count <= 16 else { throw ConfigurationError("host", "expected 1 to 16 servers") }
        for host in hosts where host.name.isEmpty || host.name.utf8.contains(UInt8(ascii: ",")) {
            throw ConfigurationError("host", "\(host.name.quoted) is no host")
        }
        for host in hosts where !(1...65_535).contains(host.port) {
            throw ConfigurationError("port", "\(host.port) is not a port")
        }
        guard Self.isPlain(schema) else {
            throw ConfigurationError(
                "schema", "expected up to 40 of a-z, 0-9 and _, a letter first; it is \(schema.quoted)")
        }
        if let remote = hosts.first(where: { !$0.isLocal }), tls == nil, !insecureAllowPlainText {
            throw ConfigurationError(
                "tls",
                "what is kept would travel in the clear to \(remote.name); give tls.rootCertificate, "
                    + "or say insecureAllowPlainText: true")
        }
    }

    private static func isPlain(_ name: String) -> Bool {
        guard let first = name.utf8.first, (1...40).contains(name.utf8.count) else { return false }
        let isLetter = { (byte: UInt8) in (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }
        return isLetter(first)
            && name.utf8.allSatisfy {
                isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "_")
            }
    }

    /// What libpq is told.
    ///
    /// - Throws: `ConfigurationError` when the password can't be read.
    func parameters() throws(ConfigurationError) -> [(keyword: String, value: String)] {
        var parameters = [
            ("host", hosts.map(\.name).joined(separator: ",")),
            ("port", hosts.map { "\($0.port)" }.joined(separator: ",")),
            ("dbname", database), ("user", user), ("target_session_attrs", "read-write"),
            ("connect_timeout", "\(Self.connectTimeout)"), ("application_name", "sallyport"),
            ("client_encoding", "UTF8"), ("gssencmode", "disable"),
            // A server whose machine is gone sends nothing, not even a refusal.
            ("keepalives_idle", "5"), ("keepalives_interval", "2"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "5000"),
        ]
        if let tls {
            parameters += [("sslmode", "verify-full"), ("sslrootcert", tls.rootCertificate)]
            if let certificate = tls.certificate { parameters.append(("sslcert", certificate)) }
            if let privateKey = tls.privateKey { parameters.append(("sslkey", privateKey)) }
        } else {
            parameters.append(("sslmode", "prefer"))
        }
        if let passwordFile { parameters.append(("password", try password(in: passwordFile))) }
        return parameters.map { (keyword: $0.0, value: $0.1) }
    }

    private func password(in file: String) throws(ConfigurationError) -> String {
        let bytes = try SecretFileReader(groupReads: groupReadsPasswordFile).read(file, limit: 4_096)
        guard let text = String(validating: bytes, as: UTF8.self)?.split(whereSeparator: \.isNewline).first,
            !text.utf8.contains(0)
        else { throw ConfigurationError(file, "expected a password on the first line") }
        return String(text)
    }
}

extension PostgresServers: CustomStringConvertible {
    /// Where it is: `postgresql://user@host:port,host:port/database`; there is no secret in it.
    public var description: String {
        "postgresql://\(user)@\(hosts.map { "\($0.name):\($0.port)" }.joined(separator: ","))/\(database)"
    }
}
