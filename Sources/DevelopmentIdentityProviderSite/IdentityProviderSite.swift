package import DevelopmentIdentityProvider
import Encodings
import Foundation
import Hummingbird
import Logging
import Mustache
import SAML2

/// The pages of the development identity provider: login, the form that posts itself, metadata.
package struct IdentityProviderSite: Sendable {
    private let provider: TestIdentityProvider
    private let users: IdentityProviderUsers
    private let acs: String
    private let audience: String
    private let signing: ResponseSigning

    private struct Login: Decodable {
        let username: String
        let RelayState: String?
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
        router.get("/") { request, _ in
            try page(
                Self.loginTemplate,
                [
                    "users": users.names,
                    "relayState": request.uri.queryParameters["RelayState"].map(String.init) ?? "",
                ])
        }
        router.post("/") { request, context in try await logIn(request, context) }
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

    private func logIn(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let login = try await URLEncodedFormDecoder().decode(Login.self, from: request, context: context)
        guard let pairs = users.pairs(of: login.username) else {
            throw HTTPError(.forbidden, message: "there is no user \(login.username)")
        }
        let response = try provider.response(template(login.username, pairs), signing: signing)
        return try page(
            Self.postTemplate,
            ["acs": acs, "response": HTTPPostBinding.encode(response), "relayState": login.RelayState ?? ""])
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
        let html = try MustacheTemplate(string: template).render(values)
        return Response(
            status: .ok, headers: [.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }

    private static let loginTemplate = String(textFile: PackageResources.login_mustache)
    private static let postTemplate = String(textFile: PackageResources.post_mustache)
}
