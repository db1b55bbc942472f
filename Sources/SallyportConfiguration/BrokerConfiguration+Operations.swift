package import Foundation
package import Logging

extension BrokerConfiguration {
    /// How the process ends.
    package struct Shutdown: Sendable, Hashable {
        /// Seconds from the signal until all connections are closed, whatever their clients do.
        package var timeout = 15
    }

    /// Reads the sections that are about the process and not about what it decides.
    mutating func readOperations(
        _ root: ConfigurationNode, groupReadsKeys: Bool
    ) throws(BrokerConfigurationError) {
        tracing = try Tracing(root.optional("tracing"), groupReadsKeys: groupReadsKeys)
        log = try Log(root.optional("log"))
        metrics = try Metrics(root.optional("metrics"), groupReadsKeys: groupReadsKeys)
        if let node = root.optional("shutdown") {
            shutdown.timeout = try node.optional("timeout")?.integer(in: 1...300) ?? shutdown.timeout
        }
    }
}

extension BrokerConfiguration {
    /// What the log says, and how.
    package struct Log: Sendable, Hashable {
        /// Whether each line is an object of JSON, and not for people.
        package var isJSON = false
        /// What is less than this is not said.
        package var level = Logger.Level.info
        /// Whether there is a line for each request.
        package var requests = false
    }
}

extension BrokerConfiguration.Log {
    /// Reads the section `log`.
    init(_ node: ConfigurationNode?) throws(BrokerConfigurationError) {
        guard let node else { return }
        isJSON = try node.optional("format")?.word(["text": false, "json": true]) ?? isJSON
        let levels = Logger.Level.allCases.map { ($0.rawValue, $0) }
        level = try node.optional("level")?.word(Dictionary(levels, uniquingKeysWith: { $1 })) ?? level
        requests = try node.optional("requests")?.boolean() ?? requests
    }
}

extension BrokerConfiguration {
    /// Where traces go.
    package struct Tracing: Sendable, Hashable {
        /// The URL that takes spans.
        package var endpoint: URL
        /// Of traces that begin here, how many of a hundred are kept.
        package var samplePercent = 100
        /// What the collector is shown.
        package var token: BearerToken?
    }
}

extension BrokerConfiguration.Tracing {
    /// Reads the section `tracing`; nil when there is none.
    init?(_ node: ConfigurationNode?, groupReadsKeys: Bool) throws(BrokerConfigurationError) {
        guard let node else { return nil }
        endpoint = try node.required("endpoint").url()
        samplePercent = try node.optional("samplePercent")?.integer(in: 0...100) ?? samplePercent
        token = try node.optional("tokenFile").map { file throws(BrokerConfigurationError) in
            try BearerToken(file, groupReads: groupReadsKeys)
        }
        if let token = node.optional("tokenFile"), endpoint.scheme != "https", !HTTPExchange.isLoopback(endpoint) {
            throw token.error("would travel in the clear to \(endpoint.host ?? ""); use https")
        }
    }
}
