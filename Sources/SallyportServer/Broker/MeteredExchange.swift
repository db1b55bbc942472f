import AWSUpstream
import BrokerMetrics
import OIDCProviderKeys
import STS

/// Measures how long reading and checking a document takes, waiting for a thread among it.
struct MeteredDocumentExecutor: DocumentExecutor {
    let executor: any DocumentExecutor
    let stages: StageTimers

    func run<Result: Sendable>(
        _ document: [UInt8], _ body: @escaping @Sendable () -> Result
    ) async throws(STSError) -> Result {
        try await stages.time(.response) { () async throws(STSError) in try await executor.run(document, body) }
    }
}

/// Measures how long fetching the keys of OpenID Connect providers takes.
enum MeteredKeys {
    /// The same exchange, measured.
    static func exchange(
        _ exchange: @escaping ProviderKeyCache.Exchange, _ stages: StageTimers
    ) -> ProviderKeyCache.Exchange {
        { url, limit, time in await stages.time(.providerKeys) { await exchange(url, limit, time) } }
    }
}

extension UpstreamOutside {
    /// The same, with each exchange measured.
    func metered(_ stages: StageTimers) -> UpstreamOutside {
        var metered = self
        let exchange = exchange
        metered.exchange = { (request, time) async throws(UpstreamSilence) in
            try await stages.time(.upstream) { () async throws(UpstreamSilence) in try await exchange(request, time) }
        }
        return metered
    }
}
