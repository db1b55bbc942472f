import HTTPTypes
import Hummingbird
import SallyportConfiguration

/// What of a site answers requests with these methods for a path.
private struct Route: Sendable {
    typealias Answer = @Sendable (Site, Request, ServerContext) async throws -> Response

    let methods: [HTTPRequest.Method]
    let path: RouterPath
    let answer: Answer

    init(_ methods: [HTTPRequest.Method], _ path: RouterPath, answer: @escaping Answer) {
        self.methods = methods
        self.path = path
        self.answer = answer
    }

    /// All that there are, below the path of `publicURL`.
    static let all: [Route] = [
        Route([.post], "saml") { try await $0.saml.handle($1, $2) },
        Route([.get, .head, .post], "federation") { try await $0.federation.handle($1, $2) },
        Route([.get], "console") { await $0.console.show($1, $2) },
        Route([.post], "console/signout") { await $0.console.signOut($1, $2) },
        Route([.get, .post], "/") { try await $0.query.handle($1, $2) },
        Route([.get, .head], "static/saml-metadata.xml") { site, _, _ in
            Response.make(
                site.serviceProviderMetadata.text(at: site.clock()), type: "application/samlmetadata+xml", status: .ok)
        },
        Route([.get, .head], "health") { site, _, _ in Response.health(await site.health.faults()) },
    ]
}

extension CurrentSite {
    /// The routes below a path; what they do is the current site's.
    func router(basePath: String) -> Router<ServerContext> {
        let router = Router(context: ServerContext.self)
        router.add(middleware: AnswerMiddleware(isSecure: { self.value.configuration.isPublicURLSecure }))
        let base = router.group(RouterPath(basePath))
        for route in Route.all {
            for method in route.methods {
                base.on(route.path, method: method) { try await route.answer(self.value, $0, $1) }
            }
        }
        return router
    }
}
