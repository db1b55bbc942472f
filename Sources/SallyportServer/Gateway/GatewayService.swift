import AWSSigV4
import Accounts
import BrokerMetrics
import Gateway
import Logging
import STS
import SallyportConfiguration
import ServerHTTP
import Sessions

/// A configured service, with what its requests are judged by.
struct GatewayService: Sendable {
    let configuration: ProtectedService
    let caller: CallerReader
    let authenticator: CallerAuthenticator
    let identity: IdentityHeaders
    /// nil for a service that takes requests as they were signed.
    let resigner: Resigner?
    /// Counts what is decided.
    let counters: GatewayCounters

    init(
        _ service: ProtectedService, in broker: BrokerConfiguration, tokens: SecurityTokenService,
        uses: LastUseRecorder, metrics: BrokerMetrics, logger: Logger
    ) {
        configuration = service
        caller = CallerReader(broker, trustedProxies: service.trustedProxies)
        // Bodies never come here, so what is declared of them is all that there is to verify.
        let verifier = SignatureVerifier(
            regions: service.signing.regions, services: [service.signing.service],
            pathNormalization: .used(by: service.signing.service), acceptsUnsignedPayload: true)
        authenticator = CallerAuthenticator(
            service: tokens, uses: uses, logger: logger, stages: metrics.stages, verifier: verifier)
        identity = IdentityHeaders(tags: service.tags)
        resigner = Resigner(service)
        counters = metrics.gateway(service.name)
    }

    /// Refuses whoever is no proxy of the service: anybody could describe requests that somebody else has signed.
    func checkProxy(_ context: ServerContext) throws(GatewayRefusal) {
        guard caller.isTrustedProxy(context) else {
            throw GatewayRefusal("AccessDenied", "Only proxies of the service may ask.")
        }
    }

    /// Refuses a request that was signed for another host.
    func checkHost(_ original: OriginalRequest) throws(GatewayRefusal) {
        guard configuration.admits(host: original.hostName) else {
            throw GatewayRefusal("AccessDenied", "The service is not reached by this host.")
        }
    }

    /// Refuses principals of accounts that have nothing to do with the service.
    func checkAccount(_ caller: Caller) throws(GatewayRefusal) {
        guard configuration.admits(caller.account.id) else {
            throw GatewayRefusal(
                "AccessDenied", "User: \(caller.arn) is of an account that may not use the service.")
        }
    }
}
