package import DevelopmentIdentityProvider
import Encodings
import Foundation
import Hummingbird
import Logging
import Markup
import Mustache
import SAML2

/// The pages of the development identity provider: login, the form that posts itself, metadata.
package struct IdentityProviderSite: Sendable {
    private let provider: TestIdentityProvider
    private let users: IdentityProviderUsers
    private let acs: String
    private let audience: String
    private let signing: ResponseSigning

    /// A log-in, or a request by HTTP-POST, which comes to the same URL.
    private struct Form: Decodable {
        let username: String?
        let RelayState: String?
        let inResponseTo: String?
        let authnContext: String?
        let SAMLRequest: String?
    }

    /// Puts the pages together.
    ///
    /// - Parameters:
    ///   - provider: who signs.
    ///   - acs: the assertion consumer service that responses are posted to.
    ///   - audience: the service provider's entity ID.
    ///   - signing: what of a response is signed.
    package init(
        provider: TestIdentityProvider, users: IdentityProviderUsers, acs: String, audience: String,
        signing: ResponseSigning
    ) {
        self.provider = provider
        self.users = users
        self.acs = acs
        self.audience = audience
        self.signing = signing
    }

    /// Serves until the process is told to stop, and says when it begins to.
    package func run(host: String, port: Int, onRunning: @escaping @Sendable () -> Void) async throws {
        let router = Router()
        router.get("/") { request, _ -> Response in
            let relayState = request.uri.queryParameters["RelayState"].map(String.init)
            guard request.uri.queryParameters["SAMLRequest"] != nil else {
                return try loginPage(relayState: relayState)
            }
            let asked = try read { () throws(TestIdentityProviderError) in
                try ReceivedAuthnRequest(query: request.uri.query ?? "")
            }
            return try loginPage(relayState: asked.relayState, answering: asked)
        }
        router.post("/") { request, context -> Response in
            let form = try await URLEncodedFormDecoder().decode(Form.self, from: request, context: context)
            guard let field = form.SAMLRequest else { return try logIn(form) }
            let asked = try read { () throws(TestIdentityProviderError) in
                try ReceivedAuthnRequest(field: field, relayState: form.RelayState)
            }
            return try loginPage(relayState: asked.relayState, answering: asked)
        }
        router.get("metadata") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/samlmetadata+xml"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: provider.metadata())))
        }
        let application = Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { _ in onRunning() },
            logger: Logger(label: "sallyport-idp") { _ in SwiftLogNoOpLogHandler() })
        try await application.runService()
    }

    private func loginPage(relayState: String?, answering asked: ReceivedAuthnRequest? = nil) throws -> Response {
        try page(
            Self.loginTemplate,
            [
                "users": users.names, "relayState": relayState ?? "", "inResponseTo": asked?.id ?? "",
                "authnContext": asked?.authnContexts.first ?? "",
            ])
    }

    private func read(
        _ body: () throws(TestIdentityProviderError) -> ReceivedAuthnRequest
    ) throws -> ReceivedAuthnRequest {
        do throws(TestIdentityProviderError) {
            return try body()
        } catch {
            throw HTTPError(.badRequest, message: error.reason)
        }
    }

    private func logIn(_ form: Form) throws -> Response {
        let user = form.username ?? ""
        guard let pairs = users.pairs(of: user) else {
            throw HTTPError(.forbidden, message: "there is no user \(user)")
        }
        var template = template(user, pairs)
        template.inResponseTo = form.inResponseTo.flatMap { $0.isEmpty ? nil : $0 }
        // Whoever picks a name of a list has signed in in every way that can be asked for.
        if let asked = form.authnContext, !asked.isEmpty { template.authnContextClassRef = asked }
        let response = try provider.response(template, signing: signing)
        return try page(
            Self.postTemplate,
            ["acs": acs, "response": HTTPPostBinding.encode(response), "relayState": form.RelayState ?? ""])
    }

    private func template(_ user: String, _ pairs: [String]) -> ResponseTemplate {
        let attributes = "https://aws.amazon.com/SAML/Attributes/"
        return ResponseTemplate(
            id: UUID().uuidString.lowercased(), at: Date(), recipient: acs, audience: audience,
            subject: NameID(value: user, format: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"),
            attributes: [
                SAMLAttribute(name: attributes + "Role", values: pairs),
                SAMLAttribute(name: attributes + "RoleSessionName", values: [user]),
            ])
    }

    private func page(_ template: String, _ values: [String: Any]) throws -> Response {
        let html = try MarkupTemplate.make(template).render(values)
        return Response(
            status: .ok, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }

    private static let loginTemplate = String(textFile: PackageResources.login_mustache)
    private static let postTemplate = String(textFile: PackageResources.post_mustache)
}
