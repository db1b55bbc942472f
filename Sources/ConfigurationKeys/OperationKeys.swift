extension ConfigurationKeys {
    /// How the process ends.
    static let shutdown = ConfigurationSection([
        .init(
            name: "timeout", .integer(1...300), .value("15"),
            """
            seconds from SIGTERM until all connections are closed, whatever their clients do. What is on its way is \
            answered; a request that is half there has three seconds
            """)
    ])

    /// What the log says, and how.
    static let log = ConfigurationSection([
        .init(
            name: "format", .word(["text", "json"]), .value("text"),
            """
            lines for people, or an object of JSON on each: `time`, `level`, `logger`, `message`, and the details under \
            their names. Changed by SIGHUP, as the other two
            """),
        .init(
            name: "level", .word(["trace", "debug", "info", "notice", "warning", "error", "critical"]), .value("info"),
            "what is less is not said. `LOG_LEVEL` in the environment goes before it"),
        .init(
            name: "requests", .boolean, .value("false"),
            """
            a line for each request: method, path and route, status, time, peer, request id; never the query, headers \
            or bodies
            """),
    ])

    /// Where traces go.
    static let tracing = ConfigurationSection([
        .init(
            name: "endpoint", .url(), .required,
            """
            where spans are posted, OTLP over HTTP in JSON, such as `http://127.0.0.1:4318/v1/traces`; see \
            [monitoring.md](monitoring.md#traces)
            """),
        .init(
            name: "samplePercent", .integer(0...100), .value("100"),
            """
            of traces that begin here, how many of a hundred are kept. One that comes with `traceparent` keeps what was \
            decided for it
            """),
        .init(
            name: "tokenFile", .path, .absent,
            """
            file, mode 0600, with what the collector is shown as `Authorization: Bearer …`; https, or http on loopback
            """),
    ])

    /// Who may read metrics, and where.
    static let metrics = ConfigurationSection([
        .init(name: "listen", .mapping(metricsListen), .absent, "an address of their own"),
        .init(
            name: "tokenFile", .path, .absent,
            """
            file, mode 0600, with a token of 16 to 512 visible characters that readers of metrics show. Without \
            `metrics.listen` they are at `publicURL` + `/metrics`. Read again on SIGHUP
            """),
    ])

    private static let metricsListen = ConfigurationSection([
        .init(
            name: "host", .text, .value("127.0.0.1"),
            "address at which [metrics](monitoring.md) are served alone, over plain HTTP"),
        .init(name: "port", .integer(0...65_535), .required, "port for them"),
    ])
}
