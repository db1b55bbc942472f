import AWSSigV4
import Accounts
import Administration
import Audit
import BrokerMetrics
import ConsoleSite
import Foundation
import IAM
import IAMCredentials
import IdentityCenter
import Keys
import Logging
import OIDCProviderKeys
import Portal
import STS
import SallyportConfiguration
import SallyportPages
import ServerConnections
import ServerHTTP
import SingleSignOn
import UserSignIn

/// A request is answered by the site that was current when it came in.
typealias CurrentSite = Current<Site>

/// Everything that requests are answered with, made of one configuration; a changed configuration is another site.
final class Site: Sendable {
    let configuration: BrokerConfiguration
    let keyRing: KeyRing
    let saml: SAMLEndpoint
    let login: LoginEndpoint
    let logout: LogoutEndpoint
    let federation: FederationEndpoint
    let console: ConsoleEndpoint
    let portal: PortalEndpoint
    let users: UserSignInEndpoint
    let passwords: PasswordEndpoint
    let administration: AdministrationEndpoint
    let trust: TrustTrialEndpoint
    let trials: ProviderTrialEndpoint
    let switching: SwitchRoleEndpoint
    let identityCenter: IdentityCenterEndpoint
    let verification: VerificationEndpoint
    let start: StartEndpoint
    let portalSessions: PortalSessions
    let query: QueryEndpoint
    let gateway: GatewayEndpoint
    let issuers: OutboundIssuerEndpoint
    let tokens: SecurityTokenService
    let iam: IAMService
    let health: HealthEndpoint
    let metrics: MetricsEndpoint
    /// Our SAML metadata.
    let serviceProviderMetadata: ServiceProviderDocument
    let clock: @Sendable () -> Date

    /// What outlives a change of the configuration, but for the key ring.
    struct Parts: Sendable {
        /// What tokens are sealed with; another site may have another ring.
        var keyRing: KeyRing
        let store: WatchedStore
        let audit: any AuditSink
        /// What `audit` has been told lately, and those of other brokers.
        let shared: SharedRecords
        let owed: OwedRecords
        let uses: LastUseRecorder
        let health: HealthCheck
        let brake = SignInBrake()
        let refusedSignIns = RefusedSignIns()
        let programLimits = IdentityCenter.Limits()
        let hashing: PasswordHashing
        let providerKeys: any ProviderKeySource
        let upstreams: UpstreamSurroundings
        let arrivals = ArrivalBudget()
        let connections = ConnectionTable(limit: ConnectionLimit.forThisProcess().usual)
        /// Those of readers of metrics.
        let readers = ConnectionTable(limit: 64)
        let metrics: BrokerMetrics
        let fetches = FetchTimes()
        /// Whether the process has been told to end.
        let isStopping = Current(false)
        /// The earliest end of metadata in the store, as of the last look.
        let storedMetadataEnd = Current<Date?>(nil)
        /// The certificate of the moment; nil without TLS.
        var tls: CurrentTLS?
        let clock: @Sendable () -> Date
        let logger: Logger

        init(
            keyRing: KeyRing, store: any FederationStore, audit: any AuditSink, clock: @escaping @Sendable () -> Date,
            logger: Logger, providerKeys: (any ProviderKeySource)? = nil,
            upstreams: UpstreamSurroundings = UpstreamSurroundings(), metrics: BrokerMetrics = .none
        ) {
            let store = WatchedStore(store, logger: logger, metrics: metrics)
            uses = LastUseRecorder()
            let recent = RecentRecords(metrics.decisions == nil ? audit : MeteredAuditSink(audit, metrics), uses: uses)
            shared = SharedRecords(store: store, recent: recent)
            self.keyRing = keyRing
            self.store = store
            self.audit = recent
            self.metrics = metrics
            owed = OwedRecords(recent)
            var hashing = PasswordHashing()
            hashing.work = PasswordThreads()
            self.hashing = hashing
            health = HealthCheck(audit: recent, store: store, clock: clock)
            self.clock = clock
            self.logger = logger
            self.providerKeys =
                providerKeys ?? ProviderKeyCache(exchange: MeteredKeys.exchange(ProviderKeyCache.get, metrics.stages))
            self.upstreams = upstreams.metered(metrics.stages)
        }
    }

    init(_ configuration: BrokerConfiguration, _ parts: Parts) throws(BrokerConfigurationError) {
        let broker = Broker(
            configuration: configuration, keyRing: parts.keyRing, store: parts.store, audit: parts.audit,
            providerKeys: parts.providerKeys, upstreams: parts.upstreams, stages: parts.metrics.stages)
        let places = SignInPlaces(configuration.directory.providers, rule: configuration.inResponseTo)
        let pages: Pages
        do {
            var settings = PageSettings(configuration)
            if !places.isEmpty { settings.loginURL = configuration.publicURL + "/login" }
            pages = try Pages(settings)
        } catch {
            throw configuration.error("", "a text of the pages is broken: \(error)")
        }
        let again = SignInAgain(configuration, places)
        let caller = CallerReader(configuration)
        let bodies = BodyReader(budget: parts.arrivals, stages: parts.metrics.stages)
        let cookies = BrowserCookies(configuration)
        let refusals = RefusalRecorder(audit: parts.audit, random: broker.random, partition: configuration.partition)
        self.configuration = configuration
        keyRing = parts.keyRing
        portalSessions = PortalSessions(
            service: broker.service, store: parts.store, keyRing: parts.keyRing,
            lifetime: configuration.portalMinutes * 60)
        let browserPortal = BrowserPortal(
            sessions: portalSessions, cookies: cookies, random: broker.random, logger: parts.logger)
        let requests = SignInRequests(
            keyRing: parts.keyRing, store: parts.store, partition: configuration.partition, random: broker.random)
        let requestCookies = RequestCookies(configuration, requests)
        let logoutTokens = LogoutTokens(
            keyRing: parts.keyRing, partition: configuration.partition, random: broker.random)
        let logoutCookies = LogoutCookies(configuration, logoutTokens)
        let departure = SignInDeparture(configuration, cookies: requestCookies, requests: requests, pages: pages)
        login = LoginEndpoint(
            broker: broker, caller: caller, departure: departure, places: places, pages: pages, refusals: refusals,
            clock: parts.clock)
        logout = LogoutEndpoint(
            broker: broker, caller: caller, cookies: cookies, logoutCookies: logoutCookies, portal: browserPortal,
            messages: LogoutMessages(
                configuration.directory.providers, endpoint: configuration.singleLogoutService,
                clockSkew: Double(configuration.clockSkew), signingKey: configuration.serviceProvider.signingKey),
            tokens: logoutTokens, ends: SessionEnd(store: parts.store, directory: configuration.directory),
            recorder: LogoutRecorder(audit: parts.audit, random: broker.random, partition: configuration.partition),
            refusals: refusals, pages: pages, again: again, bodies: bodies, clock: parts.clock)
        federation = FederationEndpoint(
            broker: broker, caller: caller, cookies: cookies, portal: browserPortal, pages: pages, refusals: refusals,
            logout: logout, bodies: bodies, clock: parts.clock)
        let surroundings = ConsoleSurroundings(
            configuration: configuration, service: broker.service, caller: caller, cookies: cookies, bodies: bodies,
            pages: pages, random: broker.random, clock: parts.clock)
        let userSignIn = UserSignIn(
            service: broker.service, store: parts.store, keyRing: parts.keyRing, audit: parts.audit,
            hashing: parts.hashing, brake: parts.brake, uses: parts.uses, random: broker.random)
        users = UserSignInEndpoint(surroundings, users: userSignIn)
        passwords = PasswordEndpoint(surroundings, users: userSignIn)
        switching = SwitchRoleEndpoint(surroundings, users: userSignIn, portal: browserPortal)
        let administrating = Administration(
            service: broker.service, store: parts.store, shared: parts.shared, keyRing: parts.keyRing, uses: parts.uses,
            judge: broker.reportingJudge, refused: parts.refusedSignIns, random: broker.random)
        administration = AdministrationEndpoint(surroundings, administration: administrating)
        trust = TrustTrialEndpoint(surroundings, administrators: administration, administration: administrating)
        trials = ProviderTrialEndpoint(
            surroundings, administrators: administration, administration: administrating, places: places,
            departure: departure, requestCookies: requestCookies, requests: requests, portal: browserPortal)
        saml = SAMLEndpoint(
            broker: broker, caller: caller, cookies: cookies, requestCookies: requestCookies,
            logoutCookies: logoutCookies, requests: requests, portal: browserPortal, trials: trials,
            refused: parts.refusedSignIns, pages: pages,
            refusals: refusals, bodies: bodies, clock: parts.clock)
        console = ConsoleEndpoint(
            broker: broker, caller: caller, cookies: cookies, portal: browserPortal, pages: pages, refusals: refusals,
            logout: logout, again: again, users: users, passwords: passwords, administration: administration,
            switching: switching,
            clock: parts.clock)
        portal = PortalEndpoint(
            broker: broker, caller: caller, cookies: cookies, portal: browserPortal, pages: pages,
            bodies: bodies, clock: parts.clock)
        let center = IdentityCenter(
            IdentityCenter.Settings(
                publicURL: configuration.publicURL, partition: configuration.partition,
                lifetime: configuration.commandLineMinutes * 60),
            portal: portalSessions, store: parts.store, keyRing: parts.keyRing, audit: parts.audit,
            random: broker.random, limits: parts.programLimits)
        identityCenter = IdentityCenterEndpoint(
            center: center, caller: caller, bodies: bodies, random: broker.random, clock: parts.clock)
        verification = VerificationEndpoint(
            broker: broker, center: center, caller: caller, cookies: cookies, portal: browserPortal, pages: pages,
            bodies: bodies, clock: parts.clock)
        start = StartEndpoint(cookies: cookies, pages: pages)
        var iam = IAMService(
            store: parts.store, tokens: broker.service, keyRing: parts.keyRing, uses: parts.uses, random: broker.random)
        iam.hashing = parts.hashing
        self.iam = iam
        query = Self.queryEndpoint(broker: broker, iam: iam, caller: caller, bodies: bodies, parts: parts)
        gateway = GatewayEndpoint(
            broker, uses: parts.uses, metrics: parts.metrics,
            recorder: GatewayRecorder(audit: parts.audit, random: broker.random, partition: configuration.partition),
            logger: parts.logger, clock: parts.clock)
        tokens = broker.service
        issuers = OutboundIssuerEndpoint(service: broker.service, logger: parts.logger, clock: parts.clock)
        health = HealthEndpoint(parts: parts, directory: configuration.directory)
        metrics = MetricsEndpoint(metrics: parts.metrics, collector: ReadingsCollector(parts: parts))
        parts.metrics.adopt(configuration.directory)
        parts.fetches.note(fetched: configuration.fetchedMetadataURLs, of: Set(configuration.metadataURLs.values))
        serviceProviderMetadata = try ServiceProviderDocument(configuration, at: parts.clock())
        clock = parts.clock
    }

    private static func queryEndpoint(
        broker: Broker, iam: IAMService, caller: CallerReader, bodies: BodyReader, parts: Parts
    ) -> QueryEndpoint {
        let configuration = broker.configuration
        return QueryEndpoint(
            services: [
                STSQueryService(operations: STSOperations(broker.service, judge: broker.judge)).queryService,
                IAMQueryService(iam: iam).queryService,
            ].map { $0.counted(by: parts.metrics) },
            unknown: parts.metrics.calls("none", "Unknown"),
            caller: caller, random: broker.random,
            authenticator: CallerAuthenticator(
                service: broker.service, uses: parts.uses, logger: parts.logger, stages: parts.metrics.stages,
                verifier: SignatureVerifier(regions: configuration.regions, services: ["sts", "iam"])),
            recorder: CallRecorder(
                audit: parts.audit, owed: parts.owed, random: broker.random, partition: configuration.partition),
            bodies: CallBodies(
                reader: bodies, limit: configuration.maximumBodyBytes,
                longLimit: configuration.maximumMetadataBodyBytes),
            regions: configuration.regions, clock: parts.clock)
    }
}
