import Accounts
import Audit
import Encodings
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import STS
import SallyportConfiguration
import ServerHTTP

/// `/oidc/<account>/…`: what those who verify web identity tokens ask the account's issuer for, and `/oidc/<account>/<relying party>/…`, where
/// a relying party has an issuer of its own.
///
/// Everybody may ask: there is nothing secret in it. An account that never gave tokens is not told apart from one that is not there.
struct OutboundIssuerEndpoint: Sendable {
    /// The path of the issuers below `publicURL`.
    static let path = BrokerConfiguration.outboundIssuersPath
    /// Seconds that an answer may be kept; a new key is published much longer before it signs.
    private static let lifetime = 300

    private let service: SecurityTokenService
    /// Strangers may ask as often as they like; the log is told once.
    private let trouble: Trouble
    private let clock: @Sendable () -> Date

    init(service: SecurityTokenService, logger: Logger, clock: @escaping @Sendable () -> Date) {
        self.service = service
        self.clock = clock
        trouble = Trouble(
            begin: { reason in
                logger.error("issuers of web identity tokens can't be shown", metadata: ["reason": "\(reason)"])
            }, end: { logger.notice("issuers of web identity tokens can be shown again") })
    }

    /// The discovery document.
    func discovery(_ context: ServerContext) async -> Response {
        await answer(context) { id, party async throws(STSError) in
            guard let party else { return try await service.outboundDiscovery(of: id) }
            return try await service.outboundDiscovery(of: id, named: party)
        }
    }

    /// The set of keys.
    func keys(_ context: ServerContext) async -> Response {
        await answer(context) { id, party async throws(STSError) in
            guard let party else { return try await service.outboundKeys(of: id) }
            return try await service.outboundKeys(of: id, named: party, at: Timestamp(roundingDown: clock()))
        }
    }

    /// The thumbprints of the certificates of a relying party's keys, for those who enter them by hand.
    func thumbprints(_ context: ServerContext) async -> Response {
        await answer(context) { id, party async throws(STSError) in
            guard let party else { return nil }
            return try await service.outboundThumbprints(of: id, named: party, at: Timestamp(roundingDown: clock()))
        }
    }

    private func answer(
        _ context: ServerContext, _ document: (AccountID, String?) async throws(STSError) -> JSONValue?
    ) async -> Response {
        let party = context.parameters.get("party")
        guard let account = context.parameters.get("account").flatMap(AccountID.init) else { return Self.notFound }
        do throws(STSError) {
            guard let document = try await document(account, party) else { return Self.notFound }
            trouble.end()
            var response = Response.json(document.text())
            response.headers[.cacheControl] = "public, max-age=\(Self.lifetime)"
            return response
        } catch {
            trouble.begin("\(account): \(error.cause)")
            return Response.json(#"{"error":"unavailable"}"#, status: .serviceUnavailable)
        }
    }

    private static var notFound: Response { Response.json(#"{"error":"no such issuer"}"#, status: .notFound) }
}
