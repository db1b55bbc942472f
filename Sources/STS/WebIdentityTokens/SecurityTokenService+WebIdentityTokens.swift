import AWSQuery
import Accounts
import Encodings
public import Foundation
import IAMPolicy
import Keys
public import Sessions
import WebIdentity

/// GetWebIdentityToken: a signed token by which others know who somebody is here.
extension SecurityTokenService {
    /// Characters of a token at most: AssumeRoleWithWebIdentity takes no longer one.
    static let longestToken = 20_000

    /// Gives a token for the audiences of the request.
    ///
    /// The caller, a user or the session of a role, needs `sts:GetWebIdentityToken`, for tags `sts:TagGetWebIdentityToken` as well. Whoever calls
    /// records it.
    ///
    /// What a token says follows the profile of its audience, when the configuration has one.
    ///
    /// Throws `STSError`: `AccessDenied` without the permission, for root and for other temporary credentials;
    /// `OutboundWebIdentityFederationDisabledException` when the account gives no tokens; `SessionDurationEscalationException` for a token
    /// that would outlive the caller's session; `JWTPayloadSizeExceededException` for too many tags and audiences; `ValidationError` for
    /// what the profile does not allow.
    public func getWebIdentityToken(
        _ request: WebIdentityTokenRequest, caller: Caller, call: CallContext, at instant: Date
    ) async throws(STSError) -> WebIdentityTokenResult {
        let now = Timestamp(roundingDown: instant)
        try request.check()
        let party = try request.relyingParty(among: relyingParties)
        let algorithm = try request.algorithm(for: party)
        let tags = RequestTags(request.tags, caller: caller)
        try tags.checkKeys()
        try await authorize(request, algorithm, tags, caller: caller, call: call, at: now)
        let (issuer, record) = try await enabledIssuer(of: caller.account.id, for: party)
        let expiration = now.advanced(bySeconds: Int64(request.duration))
        if let session = caller.session, expiration > session.expiresAt {
            throw STSError(
                .sessionDurationEscalation,
                "The requested token duration would extend the session beyond its original expiration time.",
                cause: "\(request.duration) s requested, the session ends at \(session.expiresAt.iso8601)")
        }
        let claims = WebIdentityTokenClaims(
            issuer: issuer, request: request, profile: party?.profile ?? RelyingParty.Profile(), caller: caller,
            call: call, issuedAt: now, expiration: expiration)
        let token = try sign(try claims.members(), algorithm, by: record, at: now)
        guard token.utf8.count <= Self.longestToken else {
            throw STSError(
                .jwtPayloadSizeExceeded, "The requested token payload size exceeds the maximum allowed size.",
                cause: "\(token.utf8.count) characters")
        }
        return WebIdentityTokenResult(token: token, expiration: expiration)
    }

    private func authorize(
        _ request: WebIdentityTokenRequest, _ algorithm: TokenAlgorithm, _ tags: RequestTags, caller: Caller,
        call: CallContext, at now: Timestamp
    ) async throws(STSError) {
        let access = STSAccess.getWebIdentityToken
        let actions = access.actions(withTags: !request.tags.isEmpty)
        guard caller.issuer.kind != .root else {
            throw STSError(
                .accessDenied, "Web identity tokens may not be requested by root accounts.", cause: "called by root")
        }
        switch caller.credentialSource {
        case .longTerm, .assumedRole: break
        case .federationToken, .sessionToken:
            throw Self.denial(caller, actions.first ?? "", access.resource, cause: "temporary credentials")
        }
        var keys = RequestKeys(caller, call, at: now).keys
        keys["sts:IdentityTokenAudience"] = request.audiences
        keys["sts:SigningAlgorithm"] = [algorithm.rawValue]
        keys["sts:DurationSeconds"] = [String(request.duration)]
        for tag in tags.requested { keys["aws:RequestTag/\(tag.key)"] = [tag.value] }
        keys["aws:TagKeys"] = tags.requested.map(\.key)
        let question = PermissionQuestion(
            caller: caller, actions: actions, resource: access.resource, resourceAccount: caller.account.id, keys: keys)
        try check(question, try await policies(of: caller), at: now)
    }

    /// A token with these claims, signed by the key of the issuer whose time it is.
    func sign(
        _ claims: [JSONMember], _ algorithm: TokenAlgorithm, by record: OutboundIssuerRecord, at now: Timestamp
    ) throws(STSError) -> String {
        guard let key = record.signingKey(algorithm.rawValue, at: now) else {
            throw .unavailable("the account's issuer has no key for \(algorithm.rawValue)")
        }
        guard var secret = keyRing.openFromStorage(key.sealed, context: OutboundIssuerRecord.sealContext(key.id)) else {
            throw .unavailable("the web identity token key \(key.id) does not open: was the key ring replaced?")
        }
        defer { secret.withUnsafeMutableBytes { Zeroing.zero($0) } }
        do throws(WebIdentityError) {
            return try TokenSigningKey(algorithm, secret: secret).token(claims, keyID: key.id)
        } catch {
            throw .unavailable("the web identity token key \(key.id): \(error.reason)")
        }
    }
}

extension STSAccess {
    static let getWebIdentityToken = STSAccess(
        "sts:GetWebIdentityToken", "*",
        keys: [
            "sts:IdentityTokenAudience", "sts:SigningAlgorithm", "sts:DurationSeconds", "aws:RequestTag/*",
            "aws:TagKeys",
        ],
        tagging: "\(ParameterName.tags)", tagAction: "sts:TagGetWebIdentityToken")
}
