import AWSQuery
import AWSSigV4
import Accounts
import BrokerMetrics
import Encodings
import Foundation
import Logging
import STS
import Sessions

/// Finds out who signed a request, and verifies the signature.
struct CallerAuthenticator: Sendable {
    let service: SecurityTokenService
    let uses: LastUseRecorder
    let logger: Logger
    private let stages: StageTimers
    private let signingKeys = SigningKeyCache()
    private let verifier: SignatureVerifier

    /// - Parameter verifier: which signatures count.
    init(
        service: SecurityTokenService, uses: LastUseRecorder, logger: Logger,
        stages: StageTimers = .none, verifier: SignatureVerifier
    ) {
        self.stages = stages
        self.service = service
        self.uses = uses
        self.logger = logger
        self.verifier = verifier
    }

    /// What a request says of who signed it; nothing of it is verified.
    func claim(of request: SignableRequest) throws(QueryFault) -> AuthorizationClaim {
        do throws(SignatureError) {
            return try verifier.claim(in: request)
        } catch {
            throw QueryFault(error)
        }
    }

    /// The caller whose credentials signed the request.
    ///
    /// What the signature should have covered is in a debug log alone, by request id.
    ///
    /// - Parameter action: the operation that is called, where the broker itself has it.
    func authenticate(
        _ claim: AuthorizationClaim, requestID: String, action: String? = nil, at instant: Date
    ) async throws(QueryFault) -> Caller {
        let caller = try await stages.time(.caller) { () async throws(QueryFault) in
            try await verify(claim, requestID: requestID, at: instant)
        }
        note(caller, claim, action: action, at: instant)
        return caller
    }

    private func verify(
        _ claim: AuthorizationClaim, requestID: String, at instant: Date
    ) async throws(QueryFault) -> Caller {
        let authenticated: AuthenticatedCaller
        do throws(STSError) {
            authenticated = try await service.authenticate(
                accessKeyID: claim.accessKeyID, sessionToken: claim.sessionToken, at: instant)
        } catch {
            throw QueryFault(error)
        }
        let (accessKeyID, secret) = (claim.accessKeyID, authenticated.secretAccessKey)
        let kept = signingKeys.key(accessKeyID: accessKeyID, secret: secret, scope: claim.scope)
        let key = kept ?? SigningKey(secret: SecretAccessKey(secret), scope: claim.scope)
        do throws(SignatureError) {
            _ = try verifier.verify(claim, signingKey: key, at: instant)
            if kept == nil { signingKeys.keep(key, accessKeyID: accessKeyID, secret: secret) }
        } catch {
            if let diagnostics = error.diagnostics {
                logger.debug(
                    "signature does not match",
                    metadata: [
                        // On one line each: a caller must not write lines of its own into the log.
                        "requestID": "\(requestID)",
                        "canonicalRequest": "\(diagnostics.canonicalRequest.debugDescription)",
                        "stringToSign": "\(diagnostics.stringToSign.debugDescription)",
                    ])
            }
            throw QueryFault(error)
        }
        return authenticated.caller
    }

    /// Whether a request names credentials that exist; its signature is not looked at.
    func knowsCredentials(of request: SignableRequest, at instant: Date) async -> Bool {
        guard let claim = try? claim(of: request) else { return false }
        let caller = try? await service.authenticate(
            accessKeyID: claim.accessKeyID, sessionToken: claim.sessionToken, at: instant)
        return caller != nil
    }

    /// Remembers the use of a long-term key, of a role by its session, and of the service by a user or role.
    private func note(_ caller: Caller, _ claim: AuthorizationClaim, action: String?, at instant: Date) {
        let (scope, principal) = (claim.scope, caller.issuer.uniqueID)
        var ids: [String] = []
        switch caller.credentialSource {
        case .longTerm: ids.append(caller.accessKeyID)
        case .assumedRole: ids.append(principal)
        case .federationToken, .sessionToken: break
        }
        if caller.issuer.kind != .root {
            ids.append(EntityUse.id(of: principal, service: scope.service))
            if let action { ids.append(EntityUse.id(of: principal, service: scope.service, action: action)) }
        }
        for id in ids {
            uses.note(
                EntityUse(
                    uniqueID: id, instant: Timestamp(roundingDown: instant), service: scope.service,
                    region: scope.region))
        }
    }
}

extension QueryFault {
    /// A refusal of a signature.
    init(_ error: SignatureError) { self.init("\(error.code)", error.message, status: error.code.httpStatusCode) }
}
