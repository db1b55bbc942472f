import Hummingbird
import SallyportPages
import ServerHTTP

/// What somebody sees who opens an address of ours in a browser, and the files of all pages.
struct StartEndpoint: Sendable {
    let cookies: BrowserCookies
    let pages: Pages

    /// `GET /`, without a query: what this is.
    func start(_ request: Request) -> Response {
        .html(pages.in(request.language).start(isSignedIn: isSignedIn(request)))
    }

    /// `GET /saml`: what that is for.
    func assertionConsumerService(_ request: Request) -> Response {
        .html(pages.in(request.language).assertionConsumerService(isSignedIn: isSignedIn(request)))
    }

    /// `GET /static/assets/<name>`.
    func asset(_ context: ServerContext) -> Response {
        guard let name = context.parameters.get("name"),
            let asset = pages.assets.first(where: { $0.name.utf8.elementsEqual(name.utf8) })
        else { return .make("", type: "text/plain", status: .notFound) }
        return .file(asset.bytes, type: asset.kind.rawValue)
    }

    /// Whether it looks so; what a cookie is worth is judged where it leads.
    private func isSignedIn(_ request: Request) -> Bool {
        cookies.session(request) != nil || cookies.portal(request) != nil || cookies.waitingPortal(request) != nil
    }
}
