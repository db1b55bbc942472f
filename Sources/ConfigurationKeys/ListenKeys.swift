extension ConfigurationKeys {
    /// Where and how connections are taken.
    static let listen = ConfigurationSection([
        .init(name: "host", .text, .value("127.0.0.1"), "address to bind", needsRestart: true),
        .init(
            name: "port", .integer(0...65_535), .value("8080"),
            "port to bind; 0 takes a free one", needsRestart: true),
        .init(
            name: "tls", .mapping(tls), .absent,
            """
            certificate and key; without them the broker speaks plain HTTP. Whether there are any waits for the \
            next start
            """),
        .init(
            name: "insecureAllowPlainHTTP", .boolean, .value("false"),
            """
            plain HTTP on an address other than 127.0.0.1, ::1 and localhost, and a `publicURL` with http that \
            is not of this machine
            """),
    ])
}

extension ConfigurationKeys {
    private static let tls = ConfigurationSection([
        .init(
            name: "certificateChain", .path, .required,
            """
            PEM file: the certificate, then those that lead to its root. TLS 1.3, and 1.2 with the cipher suites \
            that have forward secrecy and authenticated encryption (ECDHE with AES-GCM or ChaCha20-Poly1305). \
            Read again on SIGHUP
            """),
        .init(name: "privateKey", .path, .required, "PEM file of its key, mode 0600. Read again on SIGHUP"),
    ])
}
