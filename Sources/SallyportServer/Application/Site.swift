import Accounts
import Audit
import Foundation
import Hummingbird
import IAM
import Keys
import Logging
import STS
import SallyportConfiguration
import Synchronization

/// Everything that requests are answered with, made of one configuration; a changed configuration is another site.
final class Site: Sendable {
    let configuration: BrokerConfiguration
    let keyRing: KeyRing
    let saml: SAMLEndpoint
    let federation: FederationEndpoint
    let console: ConsoleEndpoint
    let query: QueryEndpoint
    let iam: IAMService
    let health: HealthCheck
    /// Our SAML metadata.
    let serviceProviderMetadata: ServiceProviderDocument
    let clock: @Sendable () -> Date

    /// What outlives a change of the configuration, but for the key ring.
    struct Parts: Sendable {
        /// What tokens are sealed with; another site may have another ring.
        var keyRing: KeyRing
        let store: WatchedStore
        let audit: any AuditSink
        let owed: OwedRecords
        let uses: LastUseRecorder
        let health: HealthCheck
        let mfaAttempts = MFAAttempts()
        let arrivals = ArrivalBudget()
        let clock: @Sendable () -> Date
        let logger: Logger

        init(
            keyRing: KeyRing, store: any FederationStore, audit: any AuditSink, clock: @escaping @Sendable () -> Date,
            logger: Logger
        ) {
            let store = WatchedStore(store, logger: logger)
            self.keyRing = keyRing
            self.store = store
            self.audit = audit
            owed = OwedRecords(audit)
            uses = LastUseRecorder()
            health = HealthCheck(audit: audit, store: store, clock: clock)
            self.clock = clock
            self.logger = logger
        }
    }

    init(_ configuration: BrokerConfiguration, _ parts: Parts) throws(BrokerConfigurationError) {
        let broker = Broker(
            configuration: configuration, keyRing: parts.keyRing, store: parts.store, audit: parts.audit,
            mfaAttempts: parts.mfaAttempts)
        let pages: Pages
        do {
            pages = try Pages(configuration)
        } catch {
            throw BrokerConfigurationError(
                source: configuration.file, key: "", reason: "a page template is broken: \(error)")
        }
        let caller = CallerReader(configuration)
        let cookies = Cookies(configuration)
        let refusals = RefusalRecorder(audit: parts.audit, random: broker.random, partition: configuration.partition)
        self.configuration = configuration
        keyRing = parts.keyRing
        saml = SAMLEndpoint(
            broker: broker, caller: caller, cookies: cookies, pages: pages, refusals: refusals,
            bodies: BodyReader(budget: parts.arrivals), clock: parts.clock)
        federation = FederationEndpoint(
            broker: broker, caller: caller, cookies: cookies, pages: pages, refusals: refusals,
            bodies: BodyReader(budget: parts.arrivals), clock: parts.clock)
        console = ConsoleEndpoint(broker: broker, caller: caller, cookies: cookies, pages: pages, clock: parts.clock)
        iam = IAMService(
            store: parts.store, tokens: broker.service, keyRing: parts.keyRing, uses: parts.uses, random: broker.random)
        query = Self.queryEndpoint(broker: broker, iam: iam, caller: caller, parts: parts)
        health = parts.health
        serviceProviderMetadata = try ServiceProviderDocument(configuration, at: parts.clock())
        clock = parts.clock
    }

    private static func queryEndpoint(
        broker: Broker, iam: IAMService, caller: CallerReader, parts: Parts
    ) -> QueryEndpoint {
        let configuration = broker.configuration
        return QueryEndpoint(
            services: [
                STSQueryService(operations: STSOperations(broker.service, judge: broker.judge)).queryService,
                IAMQueryService(iam: iam).queryService,
            ],
            caller: caller, random: broker.random,
            authenticator: CallerAuthenticator(
                service: broker.service, uses: parts.uses, logger: parts.logger),
            recorder: CallRecorder(
                audit: parts.audit, owed: parts.owed, random: broker.random, partition: configuration.partition),
            bodies: CallBodies(
                reader: BodyReader(budget: parts.arrivals), limit: configuration.maximumBodyBytes,
                longLimit: configuration.maximumMetadataBodyBytes),
            clock: parts.clock)
    }
}

/// The site of the moment.
///
/// A request is answered by the site that was current when it came in.
final class CurrentSite: Sendable {
    private let site: Mutex<Site>

    init(_ site: Site) { self.site = Mutex(site) }

    /// The site for a new request.
    var value: Site { site.withLock { $0 } }

    /// Answers new requests with another site.
    func replace(with next: Site) { site.withLock { $0 = next } }

    /// The routes below a path; what they do is the current site's.
    func router(basePath: String) -> Router<ServerContext> {
        let router = Router(context: ServerContext.self)
        router.add(middleware: AnswerMiddleware(isSecure: { self.value.configuration.isPublicURLSecure }))
        let base = router.group(RouterPath(basePath))
        base.post("saml") { try await self.value.saml.handle($0, $1) }
        for method in [HTTPRequest.Method.get, .head, .post] {
            base.on("federation", method: method) { try await self.value.federation.handle($0, $1) }
        }
        base.get("console") { await self.value.console.show($0, $1) }
        base.post("console/signout") { await self.value.console.signOut($0, $1) }
        for method in [HTTPRequest.Method.get, .head] {
            base.on("static/saml-metadata.xml", method: method) { _, _ in
                let site = self.value
                return Response.make(
                    site.serviceProviderMetadata.text(at: site.clock()), type: "application/samlmetadata+xml",
                    status: .ok)
            }
            base.on("health", method: method) { _, _ in Response.health(await self.value.health.faults()) }
        }
        for method in [HTTPRequest.Method.get, .post] {
            base.on("/", method: method) { try await self.value.query.handle($0, $1) }
        }
        return router
    }
}
