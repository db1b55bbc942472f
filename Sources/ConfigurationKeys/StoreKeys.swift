extension ConfigurationKeys {
    /// A store that brokers share.
    static let store = ConfigurationSection([
        .init(
            name: "postgres", .mapping(postgres), .absent,
            """
            a PostgreSQL database that brokers [share](scaling.md). With it `dataDirectory` may be left out; copies of \
            fetched metadata are kept there
            """, needsRestart: true),
        .init(
            name: "maxStaleness", .integer(1...3_600), .value("60"),
            """
            seconds for which a broker that can't reach the database goes on with what it read last of revocations and \
            entities; then it refuses
            """, needsRestart: true),
    ])

    private static let postgres = ConfigurationSection([
        .init(
            name: "url", .text, .absent,
            """
            `postgresql://user@host:port,host:port/database`, with `sslmode=verify-full` and `sslrootcert` if need be. \
            Or the next four. A password in it is refused
            """, needsRestart: true),
        .init(
            name: "host", .textOrList, .described("required without `url`"),
            """
            names or addresses, with `:port` where it differs; a path that begins with a slash is the folder of a \
            socket. The first that takes writes is used
            """, needsRestart: true),
        .init(name: "port", .integer(1...65_535), .value("5432"), "port of those that name none", needsRestart: true),
        .init(name: "database", .text, .value("sallyport"), "name of the database", needsRestart: true),
        .init(name: "user", .text, .value("sallyport"), "name of the role", needsRestart: true),
        .init(
            name: "passwordFile", .path, .absent,
            "file with the role's password on its first line, mode 0600; read again for each connection",
            needsRestart: true),
        .init(
            name: "tls", .mapping(postgresTLS), .described("required unless all hosts are this machine"),
            "how the servers are known; their names are verified", needsRestart: true),
        .init(
            name: "insecureAllowPlainText", .boolean, .value("false"),
            "lets everything pass unencrypted between machines", needsRestart: true),
        .init(
            name: "schema", .text, .value("sallyport"),
            "schema of the tables: up to 40 of a-z, 0-9 and _, a letter first", needsRestart: true),
    ])

    private static let postgresTLS = ConfigurationSection([
        .init(
            name: "rootCertificate", .path, .required, "PEM file that the servers' chains lead to", needsRestart: true),
        .init(name: "certificate", .path, .absent, "PEM file of a certificate of the broker's own", needsRestart: true),
        .init(name: "privateKey", .path, .absent, "PEM file of its key", needsRestart: true),
    ])
}
