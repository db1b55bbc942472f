import Accounts
import Encodings
import HTTPTypes
import Hummingbird
import STS

/// `/oidc/<account>/…`: what those who verify web identity tokens ask the account's issuer for.
///
/// Everybody may ask: there is nothing secret in it. An account that never gave tokens is not told apart from one that is not there.
struct OutboundIssuerEndpoint: Sendable {
    /// The path of the issuers below `publicURL`.
    static let path = "oidc"
    /// Seconds that an answer may be kept; a new key is published much longer before it signs.
    private static let lifetime = 300

    let service: SecurityTokenService

    /// The discovery document.
    func discovery(_ context: ServerContext) async -> Response {
        await answer(context) { id async throws(STSError) in try await service.outboundDiscovery(of: id) }
    }

    /// The set of keys.
    func keys(_ context: ServerContext) async -> Response {
        await answer(context) { id async throws(STSError) in try await service.outboundKeys(of: id) }
    }

    private func answer(
        _ context: ServerContext, _ document: (AccountID) async throws(STSError) -> JSONValue?
    ) async -> Response {
        do throws(STSError) {
            guard let account = context.parameters.get("account").flatMap(AccountID.init),
                let document = try await document(account)
            else { return Response.json(#"{"error":"no such issuer"}"#, status: .notFound) }
            var response = Response.json(document.text())
            response.headers[.cacheControl] = "public, max-age=\(Self.lifetime)"
            return response
        } catch {
            return Response.json(#"{"error":"unavailable"}"#, status: .serviceUnavailable)
        }
    }
}
