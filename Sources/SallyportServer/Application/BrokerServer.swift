public import Accounts
public import Audit
import BrokerMetrics
package import Foundation
package import Hummingbird
import HummingbirdCore
public import Keys
public import Logging
import NIOCore
package import OperatorLog
import PrometheusMetrics
import SAML2
public import SallyportConfiguration
import ServerConnections
import ServerHTTP
import ServiceLifecycle
package import ServiceManager
package import Traces
import UnixSignals

/// The HTTP server: routes, and the services that run beside them.
public struct BrokerServer {
    private let configuration: BrokerConfiguration
    private let site: CurrentSite
    private let parts: Site.Parts
    private let source: ConfigurationSource?
    private let logger: Logger
    private let certificate: String?
    /// Spans that wait to be exported.
    private let spans = SpanQueue()
    /// The service manager that has started the process.
    package var notifier: ServiceNotifier?
    /// How the log is written; nil when somebody else decides.
    package var logSettings: LogSettings?
    /// Listening sockets that it has handed over: one called `metrics` is for metrics, another one for everything else.
    package var sockets: [InheritedSocket] = []

    /// Puts the server together.
    ///
    /// - Parameters:
    ///   - keyRing: what tokens are sealed with.
    ///   - store: one-time uses and revocations.
    ///   - audit: where decisions are recorded; nil takes what the configuration says.
    ///   - source: where the configuration is read again from while the server runs; nil keeps it as it is.
    /// - Throws: `BrokerConfigurationError` when the audit file can't be opened.
    public init(
        configuration: BrokerConfiguration, keyRing: KeyRing, store: any FederationStore, audit: (any AuditSink)? = nil,
        source: ConfigurationSource? = nil, logger: Logger
    ) throws(BrokerConfigurationError) {
        let sink: any AuditSink
        if let audit { sink = audit } else { sink = try Self.auditSink(configuration, logger) }
        try self.init(
            configuration: configuration, keyRing: keyRing, store: store, audit: sink, source: source, logger: logger,
            clock: { Date() })
    }

    /// The same with a clock and surroundings of the caller's, for tests.
    package init(
        configuration: BrokerConfiguration, keyRing: KeyRing, store: any FederationStore, audit: any AuditSink,
        source: ConfigurationSource? = nil, logger: Logger, clock: @escaping @Sendable () -> Date,
        upstreams: UpstreamSurroundings = UpstreamSurroundings()
    ) throws(BrokerConfigurationError) {
        self.configuration = configuration
        self.source = source
        self.logger = logger
        let registry = configuration.metrics.map { _ in PrometheusRegistry(BrokerMetrics.families) }
        let tracer = BrokerTracer(queue: spans, samplePercent: configuration.tracing?.samplePercent ?? 0)
        var parts = Site.Parts(
            keyRing: keyRing, store: store, audit: audit, clock: clock, logger: logger, upstreams: upstreams,
            metrics: BrokerMetrics(registry: registry, tracer: configuration.tracing.map { _ in tracer }))
        let identity = try TLSIdentity(configuration)
        certificate = identity?.summary
        parts.tls = identity.map { CurrentTLS($0) }
        self.parts = parts
        site = CurrentSite(try Site(configuration, parts))
    }

    private static func auditSink(
        _ configuration: BrokerConfiguration, _ logger: Logger
    ) throws(BrokerConfigurationError) -> any AuditSink {
        do throws(AuditError) {
            return CoalescingAuditSink(
                try FileAuditSink(
                    file: configuration.audit.file,
                    standardOutput: configuration.audit.standardOutput ? STDOUT_FILENO : nil,
                    synchronous: configuration.audit.synchronous, rotation: configuration.audit.rotation,
                    complain: { logger.error("the audit trail", metadata: ["reason": "\($0)"]) },
                    recover: { logger.notice("the audit trail is written again") }))
        } catch {
            throw configuration.error("audit.file", error.description)
        }
    }

    /// Serves until the process is told to stop (SIGTERM, SIGINT); requests that are on their way are answered first.
    ///
    /// - Throws: the error of binding the address, or of reading certificate and key.
    public func run() async throws {
        configuration.keepMetadata(fetchedAt: parts.clock(), logger)
        configuration.recordRunning(at: parts.clock(), logger)
        announcement.starting()
        let notices = ManagerNotices(notifier: notifier)
        let maintenance = Maintenance(site: site, parts: parts, logger: logger)
        let handOver = handOver
        let cause = Ending<UnixSignalsSequence>.Cause()
        let ending = Ending(
            signals: await UnixSignalsSequence(trapping: .sigterm, .sigint), cause: cause, logger: logger,
            begin: { [parts, configuration] in Self.end(parts, configuration.shutdown, notices) })
        // Each has a name: without one its whole contents are written into a text, which takes long and belongs into no log.
        var services = ServiceGroupConfiguration(
            services: [
                .init(service: try server(notices), serviceName: "server"),
                .init(service: maintenance, serviceName: "maintenance"),
                .init(service: handOver, serviceName: "records for other brokers"),
                .init(
                    service: ending, successTerminationBehavior: .gracefullyShutdownGroup, serviceName: "ending"),
            ],
            logger: Self.quiet(logger))
        if let metrics = metricsServer() { services.services.append(.init(service: metrics, serviceName: "metrics")) }
        if let notifier, let interval = notifier.watchdog {
            services.services.append(
                .init(service: Watchdog(notifier: notifier, interval: interval), serviceName: "watchdog"))
        }
        // Before the others, since the last one ends first: the spans of what is answered at the end are exported as well.
        if let exporter = spanExporter() {
            services.services.insert(.init(service: exporter, serviceName: "spans"), at: 0)
        }
        if let source {
            let signals = await UnixSignalsSequence(trapping: .sighup)
            let reloader = Reloader(
                source: source, site: site, parts: parts, signals: signals, logger: logger,
                logSettings: logSettings, notices: notices)
            services.services.append(.init(service: reloader, serviceName: "reloader"))
        }
        // All connections are closed by then: what goes on waits for somebody else, and is told to give up.
        services.maximumGracefulShutdownDuration = .seconds(configuration.shutdown.timeout + 2)
        try await ServiceGroup(configuration: services).run()
        await maintenance.flush(at: nil)
        await maintenance.flushUses()
        await handOver.handOver()
        await announcement.stopped(by: cause)
    }

    /// Tells other brokers what administrators see.
    var handOver: RecordHandOver { RecordHandOver(site: site, parts: parts, logger: logger) }

    private var announcement: Announcement {
        Announcement(
            configuration: configuration, keyRing: parts.keyRing, certificate: certificate,
            recorder: ActRecorder(audit: parts.audit, clock: parts.clock), logger: logger)
    }

    /// From now on nobody is asked to come here, and when the time is over, nobody who still holds a connection is waited for.
    private static func end(
        _ parts: Site.Parts, _ shutdown: BrokerConfiguration.Shutdown, _ notices: ManagerNotices
    ) {
        notices.stopping()
        parts.isStopping.replace(with: true)
        // Whoever ends sooner takes the task along.
        Task {
            try? await Task.sleep(for: .seconds(shutdown.timeout))
            parts.connections.closeAll()
            parts.readers.closeAll()
        }
    }

    /// What `run` serves: routes behind a listening socket.
    package func application() throws -> some ApplicationProtocol { application(ManagerNotices(notifier: nil)) }

    private func application(_ notices: ManagerNotices) -> Application<RouterResponder<ServerContext>> {
        let (site, parts) = (site, parts)
        return Application(
            router: router, server: HTTPServerBuilder { Self.connections($0, site, parts) },
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.listen.host, port: configuration.listen.port), serverName: nil,
                backlog: ConnectionLimit.backlog, availableConnectionsDelegate: Self.available(logger)),
            onServerRunning: started(notices), logger: Self.quiet(logger))
    }

    /// What serves: at the address of the configuration, or at a socket that was handed over.
    private func server(_ notices: ManagerNotices) throws -> any Service {
        guard let socket = sockets.first(where: { $0.name != Self.metricsSocket }) else { return application(notices) }
        let responder = RequestResponder(router.buildResponder(), logger: Self.quiet(logger))
        return activated(
            socket,
            Self.connections(responder.answer, site, parts),
            limit: Self.available(logger), onServerRunning: started(notices))
    }

    private func activated(
        _ socket: InheritedSocket, _ connections: some ServerChildChannel, limit: MaximumAvailableConnections,
        onServerRunning: @escaping @Sendable (any Channel) async -> Void
    ) -> any Service {
        ActivatedServer(
            socket: socket, connections: connections, limit: limit, logger: Self.quiet(logger),
            onServerRunning: onServerRunning)
    }

    /// The name of a handed-over socket that is for metrics.
    private static let metricsSocket = "metrics"

    private var router: Router<ServerContext> {
        site.router(basePath: configuration.basePath, metrics: parts.metrics, logger: logger)
    }

    private static func available(_ logger: Logger) -> MaximumAvailableConnections {
        MaximumAvailableConnections(ConnectionLimit.forThisProcess().most, logger: quiet(logger))
    }

    /// After this time what the start has begun is done.
    private static let settling = Duration.seconds(1)

    private func started(_ notices: ManagerNotices) -> @Sendable (any Channel) async -> Void {
        let (configuration, announcement) = (configuration, announcement)
        return { channel in
            let port = channel.localAddress?.port ?? configuration.listen.port
            await announcement.started(at: "\(configuration.listen.host):\(port)")
            notices.serving(configuration)
            Task {
                try? await Task.sleep(for: Self.settling)
                ProgramCode.giveBack()
            }
        }
    }

    /// What serves metrics at a port of their own; nil when they have none.
    func metricsApplication() -> Application<RouterResponder<ServerContext>>? {
        guard let address = configuration.metrics?.listen else { return nil }
        return metrics(address).application(onServerRunning: announceMetrics(address))
    }

    private func metricsServer() -> (any Service)? {
        guard let address = configuration.metrics?.listen else { return nil }
        guard let socket = sockets.first(where: { $0.name == Self.metricsSocket }) else { return metricsApplication() }
        let server = metrics(address)
        return activated(
            socket, server.connections(server.responder), limit: Self.available(logger),
            onServerRunning: announceMetrics(address))
    }

    private func metrics(_ address: BrokerConfiguration.Address) -> MetricsServer {
        MetricsServer(site: site, address: address, table: parts.readers, logger: Self.quiet(logger))
    }

    private func announceMetrics(_ address: BrokerConfiguration.Address) -> @Sendable (any Channel) async -> Void {
        let logger = logger
        return { channel in
            let port = channel.localAddress?.port ?? address.port
            logger.info("metrics are served", metadata: ["address": "\(address.host):\(port)"])
        }
    }

    /// What exports spans; nil when there are none.
    package func spanExporter(interval: Duration = .seconds(2)) -> SpanExporter? {
        configuration.tracing.map { tracing in
            SpanExporter(
                queue: spans,
                destination: SpanExporter.Destination(
                    url: tracing.endpoint, headers: tracing.token.map { [("Authorization", $0.authorization)] } ?? [],
                    version: Version.text),
                logger: logger, interval: interval)
        }
    }

    /// Frameworks log each connection and request target; a target may hold a token.
    private static func quiet(_ logger: Logger) -> Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .warning)
        return logger
    }

    /// Seconds in which a request must have arrived.
    private static let requestSeconds: Int64 = 30

    private static func connections(
        _ responder: @escaping HTTPChannelHandler.Responder, _ site: CurrentSite, _ parts: Site.Parts
    ) -> SecureConnections<BrokerConnections<HTTP1Channel>> {
        let http = HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionWatch(patience)])
        let plain = BrokerConnections(
            base: HTTP1Channel(responder: responder, configuration: http), table: parts.connections,
            budget: parts.arrivals, rules: { AddressRules(site.value.configuration) })
        return SecureConnections(base: plain, tls: parts.tls)
    }

    private static var patience: ConnectionWatch.Patience {
        var patience = ConnectionWatch.Patience()
        patience.request = .seconds(requestSeconds)
        return patience
    }
}
