extension BrokerConfiguration {
    /// Where metrics are read, and by whom.
    package struct Metrics: Sendable, Hashable {
        /// An address and port of their own; nil serves them beside everything else, to whoever shows the token.
        package var listen: Address?
        /// What a reader has to show; nil lets everybody read who reaches the address.
        package var token: BearerToken?
    }

    /// An address to bind.
    package struct Address: Sendable, Hashable {
        /// A name or an address.
        package var host: String
        /// A port; 0 takes a free one.
        package var port: Int
    }
}

extension BrokerConfiguration.Metrics {
    /// Reads the section `metrics`; nil when there is none.
    init?(_ node: ConfigurationNode?, groupReadsKeys: Bool) throws(BrokerConfigurationError) {
        guard let node else { return nil }
        listen = try node.optional("listen").map { listen throws(BrokerConfigurationError) in
            return BrokerConfiguration.Address(
                host: try listen.optional("host")?.string() ?? "127.0.0.1",
                port: try listen.required("port").integer(in: 0...65_535))
        }
        token = try node.optional("tokenFile").map { file throws(BrokerConfigurationError) in
            try BearerToken(file, groupReads: groupReadsKeys)
        }
        guard listen != nil || token != nil else {
            throw node.error("neither listen nor tokenFile: metrics are not for everybody who reaches the broker")
        }
    }
}
