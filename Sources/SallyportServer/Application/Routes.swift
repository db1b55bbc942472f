import BrokerMetrics
import ConsoleSite
import HTTPTypes
import Hummingbird
import Logging
import SallyportConfiguration
import ServerHTTP

/// What of a site answers requests with these methods for a path.
private typealias Route = (
    methods: [HTTPRequest.Method], path: RouterPath,
    answer: @Sendable (Site, Request, ServerContext) async throws -> Response
)

/// Some proxies ask with the method that they ask about.
private let questionMethods: [HTTPRequest.Method] = [.get, .head, .post, .put, .delete, .patch, .options]

/// All that there are, below the path of `publicURL`.
private let routes: [Route] = [
    ([.post], "saml", { try await $0.saml.handle($1, $2) }),
    ([.get, .head], "saml", { site, request, _ in site.start.assertionConsumerService(request) }),
    ([.get, .head, .post], "saml/logout", { try await $0.logout.handle($1, $2) }),
    ([.get, .head], "login", { await $0.login.handle($1, $2) }),
    ([.get, .head], "login/:provider", { await $0.login.handle($1, $2) }),
    ([.get, .head, .post], "federation", { try await $0.federation.handle($1, $2) }),
    ([.get], "console", { await $0.console.show($1, $2) }),
    ([.post], "console/signout", { await $0.console.signOut($1, $2) }),
    ([.get], "console/user", { site, request, _ in site.users.show(request) }),
    ([.post], "console/user", { try await $0.users.signIn($1, $2) }),
    ([.get], "console/password", { await $0.passwords.show($1, $2) }),
    ([.post], "console/password", { try await $0.passwords.change($1, $2) }),
    ([.get], "console/admin", { await $0.administration.show($1, $2) }),
    ([.post], "console/admin/revoke", { try await $0.administration.revoke($1, $2) }),
    ([.post], "console/admin/inspect", { try await $0.administration.inspect($1, $2) }),
    ([.post], "console/session", { try await $0.switching.choose($1, $2) }),
    ([.get], "switchrole", { site, request, _ in await site.switching.show(request) }),
    ([.post], "switchrole", { try await $0.switching.change($1, $2) }),
    ([.post], "console/role", { try await $0.portal.takeRole($1, $2) }),
    ([.post], "console/portal", { try await $0.portal.accept($1, $2) }),
    ([.post], "client/register", { try await $0.identityCenter.register($1, $2) }),
    ([.post], "device_authorization", { try await $0.identityCenter.startDeviceAuthorization($1, $2) }),
    ([.post], "token", { try await $0.identityCenter.createToken($1, $2) }),
    ([.get], "assignment/accounts", { try await $0.identityCenter.listAccounts($1, $2) }),
    ([.get], "assignment/roles", { try await $0.identityCenter.listAccountRoles($1, $2) }),
    ([.get], "federation/credentials", { try await $0.identityCenter.roleCredentials($1, $2) }),
    ([.post], "logout", { try await $0.identityCenter.logout($1, $2) }),
    ([.get], "device", { await $0.verification.device($1, $2) }),
    ([.post], "device", { try await $0.verification.answerDevice($1, $2) }),
    ([.get], "authorize", { await $0.verification.authorize($1, $2) }),
    ([.post], "authorize", { try await $0.verification.answerAuthorize($1, $2) }),
    // The start URL of profiles, for those who open it.
    ([.get, .head], "start", { site, _, _ in .redirect(to: site.configuration.publicURL + "/console") }),
    ([.get, .head], "static/assets/:name", { site, _, context in site.start.asset(context) }),
    // A browser without a question gets to know what this is; whoever has one gets what the API says.
    (
        [.get], "/",
        { site, request, context in
            guard !request.isForPage else { return site.start.start(request) }
            return try await site.query.handle(request, context)
        }
    ),
    ([.post], "/", { try await $0.query.handle($1, $2) }),
    (
        [.get, .head], "static/saml-metadata.xml",
        { site, _, _ in
            Response.make(
                site.serviceProviderMetadata.text(at: site.clock()), type: "application/samlmetadata+xml", status: .ok)
        }
    ),
    (
        [.get, .head], "oidc/:account/.well-known/openid-configuration",
        { site, _, context in await site.issuers.discovery(context) }
    ),
    ([.get, .head], "oidc/:account/.well-known/jwks.json", { site, _, context in await site.issuers.keys(context) }),
    // Where older versions of Ceph look, whatever the discovery document says.
    (
        [.get, .head], "oidc/:account/protocol/openid-connect/certs",
        { site, _, context in await site.issuers.keys(context) }
    ),
    (
        [.get, .head], "oidc/:account/:party/.well-known/openid-configuration",
        { site, _, context in await site.issuers.discovery(context) }
    ),
    (
        [.get, .head], "oidc/:account/:party/.well-known/jwks.json",
        { site, _, context in await site.issuers.keys(context) }
    ),
    (
        [.get, .head], "oidc/:account/:party/protocol/openid-connect/certs",
        { site, _, context in await site.issuers.keys(context) }
    ),
    (
        [.get, .head], "oidc/:account/:party/thumbprints",
        { site, _, context in await site.issuers.thumbprints(context) }
    ),
    (questionMethods, "authorize/:service", { await $0.gateway.handle($1, $2) }),
    // Some proxies put what they ask about behind the name.
    (questionMethods, "authorize/:service/**", { await $0.gateway.handle($1, $2) }),
    ([.get, .head], "metrics", { site, request, _ in try await site.metrics.beside(site, request) }),
    ([.get, .head], "health", { site, _, _ in await site.health.health() }),
    ([.get, .head], "health/live", { site, _, _ in site.health.live() }),
    ([.get, .head], "health/ready", { site, _, _ in await site.health.ready() }),
]

extension CurrentSite {
    /// The routes below a path; what they do is the current site's.
    func router(
        basePath: String, metrics: BrokerMetrics = .none,
        logger: Logger = Logger(label: "sallyport") { _ in SwiftLogNoOpLogHandler() }
    ) -> Router<ServerContext> {
        let router = Router(context: ServerContext.self)
        if let tracer = metrics.stages.tracer { router.add(middleware: TraceMiddleware(tracer: tracer)) }
        router.add(
            middleware: AnswerMiddleware(logger: logger) {
                let configuration = self.value.configuration
                return .init(isSecure: configuration.isPublicURLSecure, isLogged: configuration.log.requests)
            })
        let base = router.group(RouterPath(basePath))
        for route in routes {
            let meter = metrics.route("\(route.path)")
            for method in route.methods {
                base.on(route.path, method: method) { request, context in
                    try await meter.answer(status: { $0.status.code }, failure: Self.status(of:)) {
                        try await route.answer(self.value, request, context)
                    }
                }
            }
        }
        return router
    }

    /// The status that an error is answered with.
    private static func status(of error: any Error) -> Int { (error as? any HTTPResponseError)?.status.code ?? 500 }
}
