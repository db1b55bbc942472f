public import Federation
package import Foundation
package import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import IAM
public import Logging
import NIOSSL
import SAML2
import ServiceLifecycle
import UnixSignals

/// The HTTP server: routes, and the services that run beside them.
public struct BrokerServer {
    private let configuration: ServerConfiguration
    private let router: Router<ServerContext>
    private let store: any FederationStore
    private let audit: any AuditSink
    private let logger: Logger
    private let uses = LastUseRecorder()
    private let http: HTTPServerBuilder

    /// Puts the server together.
    ///
    /// - Parameters:
    ///   - keyRing: what tokens are sealed with.
    ///   - store: one-time uses and revocations.
    ///   - audit: where decisions are recorded; nil takes what the configuration says.
    /// - Throws: `ServerConfigurationError` when the audit file can't be opened.
    public init(
        configuration: ServerConfiguration, keyRing: KeyRing, store: any FederationStore, audit: (any AuditSink)? = nil,
        logger: Logger
    ) throws(ServerConfigurationError) {
        let sink: any AuditSink
        if let audit { sink = audit } else { sink = try Self.auditSink(configuration) }
        try self.init(
            configuration: configuration, keyRing: keyRing, store: store, audit: sink, logger: logger, clock: { Date() }
        )
    }

    /// The same with a clock of the caller's, for tests.
    package init(
        configuration: ServerConfiguration, keyRing: KeyRing, store: any FederationStore, audit: any AuditSink,
        logger: Logger,
        clock: @escaping @Sendable () -> Date
    ) throws(ServerConfigurationError) {
        self.configuration = configuration
        self.store = store
        self.audit = audit
        self.logger = logger
        http = try Self.httpServer(configuration)
        router = try Self.router(
            Broker(configuration: configuration, keyRing: keyRing, store: store, audit: audit), audit: audit,
            uses: uses,
            clock: clock)
    }

    private static func auditSink(_ configuration: ServerConfiguration) throws(ServerConfigurationError)
        -> any AuditSink
    {
        do throws(AuditError) {
            return CoalescingAuditSink(
                try FileAuditSink(
                    file: configuration.audit.file, standardOutput: configuration.audit.standardOutput,
                    synchronous: configuration.audit.synchronous))
        } catch {
            throw ServerConfigurationError(source: configuration.file, key: "audit.file", reason: error.description)
        }
    }

    private static func router(
        _ broker: Broker, audit: any AuditSink, uses: LastUseRecorder, clock: @escaping @Sendable () -> Date
    ) throws(ServerConfigurationError) -> Router<ServerContext> {
        let configuration = broker.configuration
        let pages: Pages
        do {
            pages = try Pages(configuration)
        } catch {
            throw ServerConfigurationError(
                source: configuration.file, key: "", reason: "a page template is broken: \(error)")
        }
        let caller = CallerReader(configuration)
        let cookies = Cookies(configuration)
        let refusals = RefusalRecorder(audit: audit, random: broker.random, partition: configuration.partition)
        let saml = SAMLEndpoint(
            broker: broker, caller: caller, cookies: cookies, pages: pages, refusals: refusals, clock: clock)
        let federation = FederationEndpoint(
            broker: broker, caller: caller, cookies: cookies, pages: pages, refusals: refusals, clock: clock)
        let console = ConsoleEndpoint(broker: broker, caller: caller, cookies: cookies, pages: pages, clock: clock)
        let query = try queryEndpoint(broker, audit, caller, uses, clock)
        let metadata = configuration.serviceProviderMetadata.xml()

        let router = Router(context: ServerContext.self)
        router.add(middleware: AnswerMiddleware())
        let base = router.group(RouterPath(configuration.basePath))
        base.post("saml", use: saml.handle)
        for method in [HTTPRequest.Method.get, .head, .post] {
            base.on("federation", method: method, use: federation.handle)
        }
        base.get("console", use: console.show)
        base.post("console/signout", use: console.signOut)
        for method in [HTTPRequest.Method.get, .head] {
            base.on("static/saml-metadata.xml", method: method) { _, _ in
                Response.make(metadata, type: "application/samlmetadata+xml", status: .ok)
            }
            base.on("health", method: method) { _, _ in Response.json("{\"status\":\"ok\"}") }
        }
        base.post("/", use: query.handle)
        base.get("/", use: query.handle)
        return router
    }

    private static func queryEndpoint(
        _ broker: Broker, _ audit: any AuditSink, _ caller: CallerReader, _ uses: LastUseRecorder,
        _ clock: @escaping @Sendable () -> Date
    ) throws(ServerConfigurationError) -> QueryEndpoint {
        let configuration = broker.configuration
        let iam: IAMService
        do throws(StoreError) {
            iam = try IAMService(
                store: broker.store, tokens: broker.service, keyRing: broker.keyRing, uses: uses, random: broker.random)
        } catch {
            throw ServerConfigurationError(source: configuration.file, key: "accounts", reason: error.message)
        }
        return QueryEndpoint(
            services: [STSService(broker: broker).queryService, IAMQueryService(iam: iam).queryService],
            caller: caller, random: broker.random,
            authenticator: CallerAuthenticator(service: broker.service, uses: uses),
            recorder: CallRecorder(audit: audit, random: broker.random, partition: configuration.partition),
            maximumBodyBytes: configuration.maximumBodyBytes, clock: clock)
    }

    /// Serves until the process is told to stop (SIGTERM, SIGINT); requests that are on their way are answered first.
    ///
    /// - Throws: the error of binding the address, or of reading certificate and key.
    public func run() async throws {
        let application = try application()
        let maintenance = Maintenance(
            store: store, uses: uses, audit: audit as? CoalescingAuditSink, directory: configuration.directory,
            logger: logger)
        var services = ServiceGroupConfiguration(
            services: [
                .init(service: application),
                .init(service: maintenance),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: Self.quiet(logger))
        services.maximumGracefulShutdownDuration = .seconds(Self.requestSeconds + 5)
        try await ServiceGroup(configuration: services).run()
        await maintenance.flush(at: nil)
        await maintenance.flushUses()
    }

    /// What `run` serves: routes behind a listening socket.
    package func application() throws -> some ApplicationProtocol {
        let (configuration, logger) = (configuration, logger)
        return Application(
            router: router, server: http,
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.listen.host, port: configuration.listen.port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(
                    ConnectionLimit.forThisProcess(), logger: Self.quiet(logger))),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? configuration.listen.port
                logger.info(
                    "listening",
                    metadata: [
                        "address": "\(configuration.listen.host):\(port)", "publicURL": "\(configuration.publicURL)",
                        "tls": "\(configuration.listen.tls != nil)",
                    ])
            },
            logger: Self.quiet(logger))
    }

    /// Frameworks log each connection and request target; a target may hold a token.
    private static func quiet(_ logger: Logger) -> Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .warning)
        return logger
    }

    /// Seconds in which a request must have arrived, and after which a connection without one is closed.
    private static let requestSeconds: Int64 = 30

    private static func httpServer(
        _ configuration: ServerConfiguration
    ) throws(ServerConfigurationError) -> HTTPServerBuilder {
        let http = HTTP1Channel.Configuration(
            additionalChannelHandlers: [RequestDeadline(limit: .seconds(requestSeconds))],
            idleTimeout: .seconds(requestSeconds))
        guard let tls = configuration.listen.tls else { return .http1(configuration: http) }
        do {
            var tlsConfiguration = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(tls.certificateChain).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: tls.privateKey, format: .pem)))
            tlsConfiguration.minimumTLSVersion = .tlsv12
            return try .tls(.http1(configuration: http), tlsConfiguration: tlsConfiguration)
        } catch {
            throw ServerConfigurationError(source: configuration.file, key: "listen.tls", reason: "\(error)")
        }
    }
}
