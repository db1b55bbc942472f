import Accounts
import Claims
import Encodings
import IAMPolicy
import Sessions
import WebIdentity

/// What a verified token says to AWS, and whom it comes from.
struct WebIdentityGrant: Sendable {
    let token: ValidatedToken
    let provider: OIDCProvider
    let role: Role
    /// Name of the session.
    let sessionName: String
    /// Session tags.
    let tags: [SessionTag]

    /// Throws `InvalidIdentityToken` for tags and a source identity that are not what a session may have.
    init(_ token: ValidatedToken, provider: OIDCProvider, role: Role, sessionName: String) throws(STSError) {
        self.token = token
        self.provider = provider
        self.role = role
        self.sessionName = sessionName
        tags = token.tags.tags.map { SessionTag(key: $0.key, value: $0.value) }
        let fault =
            SessionTagRules.fault(in: tags)
            ?? SessionTagRules.fault(inTransitive: token.tags.transitiveKeys, of: tags)
        if let fault {
            throw STSError(
                .invalidIdentityToken, "The session tags of the token are not valid.", cause: fault.actual)
        }
        guard token.sourceIdentity.map(EntityName.isSessionName) ?? true else {
            throw STSError(
                .invalidIdentityToken, "The source identity of the token is not valid.",
                cause: "a source identity that does not match [a-zA-Z_0-9+=,.@-]{2,64}")
        }
    }

    /// What the session keeps of where its user came from.
    var origin: WebIdentityOrigin {
        WebIdentityOrigin(
            providerARN: provider.arn, issuerName: provider.url.withoutScheme, subject: token.subject,
            audience: token.audience, methods: token.methods, assertedAt: token.issuedAt)
    }

    /// Providers that trust policies of AWS name without an ARN.
    private static let wellKnown: Set<String> = [
        "accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com",
    ]

    /// The question that the role's trust policy is asked.
    func question(_ call: Call) -> TrustQuestion {
        let access = STSAccess.assumeRoleWithWebIdentity
        return TrustQuestion(
            role: role, principal: .webIdentityProvider(provider.arn.description),
            actions: access.actions(
                withTags: !tags.isEmpty || !token.tags.transitiveKeys.isEmpty,
                withSourceIdentity: token.sourceIdentity != nil),
            keys: contextKeys(call), alias: alias, refusedAction: "sts:AssumeRoleWithWebIdentity")
    }

    private var alias: Principal? {
        let name = provider.url.withoutScheme
        return Self.wellKnown.contains(name) ? .webIdentityProvider(name) : nil
    }

    private func contextKeys(_ call: Call) -> ContextKeys {
        var keys = ContextKeys()
        origin.add(to: &keys)
        let name = provider.url.withoutScheme
        if let audiences = token.originalAudiences {
            keys["\(name):azp"] = [token.audience]
            keys["\(name):oaud"] = audiences
        }
        keys["sts:RoleSessionName"] = [sessionName]
        for tag in tags { keys["aws:RequestTag/\(tag.key)"] = [tag.value] }
        keys["aws:TagKeys"] = tags.map(\.key)
        keys["sts:TransitiveTagKeys"] = token.tags.transitiveKeys
        keys["sts:SourceIdentity"] = token.sourceIdentity.map { [$0] }
        keys["aws:CurrentTime"] = [call.now.iso8601]
        keys["aws:EpochTime"] = [String(call.now.epochSeconds)]
        keys["aws:SecureTransport"] = [call.context.secureTransport ? "true" : "false"]
        keys["aws:SourceIp"] = call.context.sourceIPAddress.map { [$0] }
        keys["aws:UserAgent"] = call.context.userAgent.map { [$0] }
        keys["aws:RequestedRegion"] = call.context.region.map { [$0] }
        return keys
    }

    /// Whether role, user or session name was revoked after the token was issued.
    func checkNotRevoked(_ revocations: RevocationList) throws(STSError) {
        let issued = token.issuedAt
        if revocations.revokes(.role(uniqueID: role.uniqueID), issued: issued)
            || revocations.revokes(origin.revocationTarget, issued: issued)
            || revocations.revokes(
                [ClaimMark(sessionName: sessionName)], through: provider.arn.description, issued: issued)
        {
            throw .notAuthorized(
                "role, subject or session name was revoked after the token was issued",
                to: "sts:AssumeRoleWithWebIdentity")
        }
    }
}
