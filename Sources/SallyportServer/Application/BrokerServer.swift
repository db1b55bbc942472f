public import Accounts
public import Audit
package import Foundation
package import Hummingbird
import HummingbirdCore
public import Keys
public import Logging
import SAML2
public import SallyportConfiguration
import ServiceLifecycle
import UnixSignals

/// The HTTP server: routes, and the services that run beside them.
public struct BrokerServer {
    private let configuration: BrokerConfiguration
    private let site: CurrentSite
    private let parts: Site.Parts
    private let source: ConfigurationSource?
    private let logger: Logger
    private let http: HTTPServerBuilder
    private let tls: CurrentTLS?
    private let certificate: String?

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
        parts = Site.Parts(
            keyRing: keyRing, store: store, audit: audit, clock: clock, logger: logger, upstreams: upstreams)
        site = CurrentSite(try Site(configuration, parts))
        let identity = try TLSIdentity(configuration)
        certificate = identity?.summary
        tls = identity.map { CurrentTLS($0.context) }
        http = Self.httpServer(site, parts.arrivals, tls)
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
        let application = try application()
        let maintenance = Maintenance(site: site, parts: parts, logger: logger)
        let cause = Ending<UnixSignalsSequence>.Cause()
        let ending = Ending(
            signals: await UnixSignalsSequence(trapping: .sigterm, .sigint), cause: cause, logger: logger)
        var services = ServiceGroupConfiguration(
            services: [
                .init(service: application),
                .init(service: maintenance),
                .init(service: ending, successTerminationBehavior: .gracefullyShutdownGroup),
            ],
            logger: Self.quiet(logger))
        if let source {
            let signals = await UnixSignalsSequence(trapping: .sighup)
            let reloader = Reloader(
                source: source, site: site, parts: parts, signals: signals, logger: logger, tls: tls)
            services.services.append(.init(service: reloader))
        }
        services.maximumGracefulShutdownDuration = .seconds(Self.requestSeconds + 5)
        try await ServiceGroup(configuration: services).run()
        await maintenance.flush(at: nil)
        await maintenance.flushUses()
        await announcement.stopped(by: cause)
    }

    private var announcement: Announcement {
        Announcement(
            configuration: configuration, keyRing: parts.keyRing, certificate: certificate,
            recorder: ActRecorder(audit: parts.audit, clock: parts.clock), logger: logger)
    }

    /// What `run` serves: routes behind a listening socket.
    package func application() throws -> some ApplicationProtocol {
        let (configuration, announcement) = (configuration, announcement)
        return Application(
            router: site.router(basePath: configuration.basePath), server: http,
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.listen.host, port: configuration.listen.port), serverName: nil,
                backlog: ConnectionLimit.backlog,
                availableConnectionsDelegate: MaximumAvailableConnections(
                    ConnectionLimit.forThisProcess().most, logger: Self.quiet(logger))),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? configuration.listen.port
                await announcement.started(at: "\(configuration.listen.host):\(port)")
            },
            logger: Self.quiet(logger))
    }

    /// Frameworks log each connection and request target; a target may hold a token.
    private static func quiet(_ logger: Logger) -> Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .warning)
        return logger
    }

    /// Seconds in which a request must have arrived.
    private static let requestSeconds: Int64 = 30

    private static func httpServer(
        _ site: CurrentSite, _ arrivals: ArrivalBudget, _ tls: CurrentTLS?
    ) -> HTTPServerBuilder {
        let http = HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionWatch(.init(request: .seconds(requestSeconds)))])
        let table = ConnectionTable(limit: ConnectionLimit.forThisProcess().usual)
        return HTTPServerBuilder { responder in
            let plain = BrokerConnections(
                base: HTTP1Channel(responder: responder, configuration: http), table: table, budget: arrivals,
                rules: { AddressRules(site.value.configuration) })
            guard let tls else { return plain }
            return SecureConnections(base: plain, tls: tls)
        }
    }
}
