extension ConfigurationKeys {
    /// What one request or address may take.
    static let limits = ConfigurationSection([
        .init(name: "maxBodyBytes", .integer(4_096...1_048_576), .value("262144"), "bytes of a request body"),
        .init(
            name: "maxMetadataBodyBytes", .integer(4_096...33_554_432), .value("16777216"),
            """
            bytes of the body of `CreateSAMLProvider` and `UpdateSAMLProvider`; two such bodies are held at \
            once, and only for access keys that exist
            """),
        .init(
            name: "connectionsPerAddress", .integer(8...16_384), .value("1024"),
            """
            connections of one address (of IPv6 one /64). For one more, another of that address is closed: first \
            one that sends nothing, then one that was served already, none that waits for an answer. Those of \
            `endpoints.trustedProxies` and of `services` are not counted
            """),
    ])
}
