import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import SallyportConfiguration
import ServerConnections
import ServerHTTP

/// Serves metrics, and how the broker is, at an address and port of their own, over plain HTTP.
struct MetricsServer: Sendable {
    let site: CurrentSite
    let address: BrokerConfiguration.Address
    /// Its connections: one or two readers come every few seconds.
    let table: ConnectionTable
    let logger: Logger

    /// Bytes of what has not arrived as a whole: a request for metrics has no body.
    private static let budget = 1_048_576

    /// What is served, and by whom.
    func application(
        onServerRunning: @escaping @Sendable (any Channel) async -> Void
    ) -> Application<RouterResponder<ServerContext>> {
        Application(
            responder: router.buildResponder(), server: HTTPServerBuilder { connections($0) },
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port), serverName: nil),
            onServerRunning: onServerRunning, logger: logger)
    }

    /// Its connections, whose requests are answered by `responder`.
    func connections(_ responder: @escaping HTTPChannelHandler.Responder) -> BrokerConnections<HTTP1Channel> {
        let site = site
        return BrokerConnections(
            base: HTTP1Channel(
                responder: responder, configuration: .init(additionalChannelHandlers: [ConnectionWatch()])),
            table: table, budget: ArrivalBudget(limit: Self.budget),
            rules: { AddressRules(site.value.configuration) })
    }

    /// Answers requests of connections that no application takes.
    var responder: HTTPChannelHandler.Responder {
        RequestResponder(router.buildResponder(), logger: logger).answer
    }

    private var router: Router<ServerContext> {
        let router = Router(context: ServerContext.self)
        router.add(middleware: AnswerMiddleware(logger: logger) { .init() })
        for method in [HTTPRequest.Method.get, .head] {
            router.on("metrics", method: method) { request, _ in
                let site = site.value
                return try await site.metrics.answer(site, request)
            }
            router.on("health", method: method) { _, _ in await site.value.health.health() }
            router.on("health/live", method: method) { _, _ in site.value.health.live() }
            router.on("health/ready", method: method) { _, _ in await site.value.health.ready() }
        }
        return router
    }
}
