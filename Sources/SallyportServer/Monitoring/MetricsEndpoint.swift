import BrokerMetrics
import HTTPTypes
import Hummingbird
import SallyportConfiguration
import ServerHTTP

/// `/metrics`: what is counted and measured, in Prometheus' text format.
struct MetricsEndpoint: Sendable {
    let metrics: BrokerMetrics
    let collector: ReadingsCollector

    private static let type = "text/plain; version=0.0.4; charset=utf-8"

    /// Answers beside everything else: only whoever shows the token, and only when metrics have no port of their own.
    func beside(_ site: Site, _ request: Request) async throws -> Response {
        guard let settings = site.configuration.metrics, settings.listen == nil, settings.token != nil else {
            throw HTTPError(.notFound)
        }
        return try await answer(site, request)
    }

    /// Answers at a port of their own.
    func answer(_ site: Site, _ request: Request) async throws -> Response {
        if let token = site.configuration.metrics?.token, !token.isShown(in: request.headers[.authorization]) {
            var refusal = Response.make("a token is needed\n", type: "text/plain", status: .unauthorized)
            refusal.headers[.wwwAuthenticate] = "Bearer realm=\"metrics\""
            return refusal
        }
        guard let text = metrics.text(await collector.readings(site)) else { throw HTTPError(.notFound) }
        return Response.make(text, type: Self.type, status: .ok)
    }
}
